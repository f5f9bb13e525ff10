// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.Window;
import org.domestik.storage.access.User;
import org.junit.jupiter.api.Test;

/**
 * Where Citus does what is asked of it, of a whole life of a store; printed for people. All other
 * tests on Citus look at each statement in the same way.
 */
class CitusPlansTest extends Contract implements StoreUnderTest.OnCitus {
  private static final String PROBE = "process_tracking";
  private static final int HOSTS = 12;

  @Test
  void whatIsOfOneHostIsDoneOnItsWorker() throws Exception {
    storage.close();
    LifeStory story = new LifeStory(database(config()), config(), _ -> {});
    storage = story.storage();
    story.tell();
    story.told();
    fleet();
    ask();
    change();
    reopen();
    ask();
    migrate();
    System.out.println("Where Citus does what it is told:\n" + ExplainingDriver.PLANS.table());
    assertThat(ExplainingDriver.PLANS.many()).isEmpty();
    assertThat(ExplainingDriver.PLANS.unexplained()).isEmpty();
    assertThat(ExplainingDriver.PLANS.size()).isGreaterThan(80);
  }

  /** Many hosts in one request, in order, again, late, and completed. */
  private void fleet() {
    for (int round = 0; round < 4; round++) {
      List<Batch> batches = new ArrayList<>();
      for (int host = 0; host < HOSTS; host++) {
        Instant from = NOW.minus(Duration.ofDays(3)).plusSeconds(round == 2 ? 30 : 0);
        List<Sample> samples = new ArrayList<>(tracked("p", from, Duration.ofHours(1), 60));
        samples.add(sample("load", NOW.minusSeconds(60), List.of(), round == 3 ? "w" : "v", 1));
        batches.add(delivered("fleet" + host, round, samples.toArray(Sample[]::new)));
      }
      storage.acceptAll(batches);
      storage.store(batches, _ -> {});
    }
    archive();
    storage.policies(
        List.of(
            new PolicyRule(
                "*", "*", new ArchivePolicy(Span.parse("1 day"), Span.parse("1 day"), KEEP))));
    for (int host = 0; host < HOSTS; host++) {
      Instant late = NOW.minus(Duration.ofDays(2)).plusSeconds(90);
      accept("fleet" + host, tracked("p", late, Duration.ofMinutes(40), 20));
    }
    storage.lifeCycle().plan(Scope.ALL, NOW);
    archive();
    archive();
    clock.set(NOW);
    storage.lifeCycle().purge(Scope.ALL, NOW.plus(Duration.ofDays(60)), step -> {});
    storage.lifeCycle().acknowledge(Scope.ALL);
    balances();
  }

  private static final Span KEEP = Span.parse("1 month");

  private void ask() {
    Map<String, Window> windows = new HashMap<>();
    for (int host = 0; host < HOSTS; host++) {
      windows.put("fleet" + host, new Window(NOW.minus(Duration.ofDays(9)), NOW.plusSeconds(1)));
    }
    storage.check();
    storage.hosts();
    storage.runs();
    storage.runs("here");
    storage.disagreements();
    storage.usage(NOW);
    storage.keys(PROBE);
    storage.storedData("fleet1", PROBE);
    storage.archivedData("fleet1", PROBE);
    series("fleet1", PROBE, "p");
    series("here", PROBE, "unknown");
    storage.eachSeries(PROBE, windows, (host, key, series) -> 1);
    storage.eachRecent(PROBE, windows, (host, key, series) -> 1);
    storage.extremes(
        new SeriesQuery("fleet1", PROBE, List.of("p"), Instant.EPOCH, NOW.plusSeconds(1), 0));
    for (String host : new String[] {null, "fleet1"}) {
      storage.export(
          new ExportQuery(PROBE, host, Instant.EPOCH, NOW.plusSeconds(1)),
          folder.resolve(System.nanoTime() + ".parquet"));
    }
    storage.select("SELECT host, max(data) FROM domestik.probe_process_tracking GROUP BY 1", 9);
    balances();
  }

  private void change() {
    storage.access().add(new User("ada", "admin", "hash", NOW, null));
    storage.alerts().lead("one", NOW, NOW.plusSeconds(1));
    storage.alerts().newest();
    storage.rename("load", "burden");
    storage.renameHost("fleet2", "ship");
    storage.retire("fleet3", NOW);
    storage.deletion("fleet4");
    storage.delete("fleet4");
    ((SqlStorage) storage).fold();
  }

  private void migrate() {
    storage.close();
    StorageConfig file = StorageConfig.of("duckdb:" + folder.resolve("all.duckdb"));
    clock.set(NOW.plusSeconds(60));
    StoreMigration.run(config(), file, clock, (rows, of) -> {});
    url = freshUrl(folder);
    StoreMigration.run(file, config(), clock, (rows, of) -> {});
    try (Storage again = SqlStorage.open(config(), clock)) {
      assertThat(again.hosts()).isNotEmpty();
    }
    storage = SqlStorage.open(config(), clock);
  }
}
