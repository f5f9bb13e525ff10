// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Alerts;
import org.domestik.storage.alert.Changes;
import org.domestik.storage.alert.Notice;
import org.domestik.storage.alert.QuietWindow;
import org.domestik.storage.alert.Told;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Of two servers on one database one changes everything, and the other, which is asked only, and
 * was asked all of it before, is right within two seconds.
 */
class SeveralServersTest extends Contract implements StoreUnderTest.OnPostgres {
  /** The documentation says two seconds; the machine may be busy. */
  private static final Duration STATED = Duration.ofSeconds(5);

  private static final String PROBE = "process_tracking";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Storage other;

  @BeforeEach
  void openOther() {
    other = SqlStorage.open(StorageConfig.of(url), clock);
    assertThat(other.hosts()).isEmpty();
  }

  @AfterEach
  void closeOther() {
    other.close();
  }

  private static void awaits(String what, BooleanSupplier condition) {
    long before = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - before)).as(what).isLessThan(STATED);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private int points(String host, String probe) {
    return other
        .series(
            new SeriesQuery(
                host,
                probe,
                List.of("k"),
                NOW.minus(Duration.ofDays(9)),
                NOW.plus(Duration.ofDays(9)),
                0))
        .time()
        .size();
  }

  private Batch ran(String host, long sequence, List<Sample> samples) {
    Run run = new Run(PROBE, "p.lua", Run.Outcome.OK, null, NOW, 5);
    return new Batch(host, new Delivery(BOOT, sequence), samples, Map.of(), List.of(run));
  }

  @Test
  void archiveGoesOnWhileAnotherServerTakesNewProbesIn() {
    accept("a", tracked("k", NOW.minus(Duration.ofDays(5)), MINUTE, 3));
    accept("a", tracked("k", NOW, MINUTE, 1));
    int[] probes = {0};
    Database heard =
        MortalDatabase.heardInFull(
            database(config()),
            sql -> {
              // Just before its transaction looks whether all is as it knows it.
              if (sql.startsWith("LOCK TABLE") && probes[0] < 12) {
                other.accept(
                    ran(
                        "b",
                        probes[0],
                        List.of(sample("p" + probes[0]++, NOW, List.of("k"), "v", 1))));
              }
            });
    try (Storage busy = new SqlStorage(heard, config(), clock)) {
      busy.lifeCycle().archive(Scope.ALL, NOW, step -> {});
      assertThat(probes[0]).isEqualTo(12);
      assertThat(busy.lifeCycle().verify(Scope.ALL))
          .allMatch(LifeCycle.Balance::balanced)
          .anyMatch(balance -> balance.archived() == 3);
    }
  }

  @Test
  void whatOneChangesTheOtherKnows() {
    storage.accept(ran("a", 1, tracked("k", NOW, MINUTE, 3)));
    awaits("a new host, probe and key", () -> points("a", PROBE) == 3);
    assertThat(other.descriptions()).containsKey(PROBE);
    other.accept(ran("a", 2, tracked("k", NOW.plusSeconds(1), MINUTE, 1)));
    assertThat(other.runs("a")).hasSize(1);

    accept("a", List.of(sample(PROBE, NOW.plusSeconds(2), List.of("k"), "swapped", 1)));
    awaits(
        "a new value",
        () ->
            other.descriptions().get(PROBE).values().stream()
                .anyMatch(value -> value.name().equals("swapped")));
    int all = points("a", PROBE);

    storage.rename(PROBE, "processes");
    awaits("a probe's other name", () -> points("a", "processes") == all);
    awaits("its former name", () -> !other.descriptions().containsKey(PROBE));

    storage.renameHost("a", "b");
    awaits("a host's other name", () -> points("b", "processes") == all);
    awaits("its former name", () -> points("a", "processes") == 0);
    awaits("its runs", () -> !other.runs().containsKey("a") && other.runs().containsKey("b"));

    storage.delete("b");
    accept("c", List.of(sample("processes", NOW, List.of("k"), "data", 1, "stack", 2)));
    // The number of the one that is gone may be another's now.
    awaits("a host that is gone", () -> points("b", "processes") == 0);
    awaits("one that came", () -> points("c", "processes") == 1);
    awaits("no runs of one that is gone", () -> !other.runs().containsKey("b"));
  }

  @Test
  void hostThatTheOtherTookInCanBeRetiredRenamedAndDeleted() {
    accept("a", tracked("k", NOW, MINUTE, 3));
    awaits("the host", () -> other.hosts().size() == 1);
    awaits("it can be retired", () -> isDone(() -> other.retire("a", NOW)));
    awaits(
        "it is retired", () -> storage.hosts().getFirst().state().equals(HostStatus.State.RETIRED));
    accept("b", tracked("k", NOW, MINUTE, 3));
    awaits("another can have another name", () -> isDone(() -> other.renameHost("b", "c")));
    accept("d", tracked("k", NOW, MINUTE, 3));
    awaits("a third can go", () -> isDone(() -> other.delete("d")));
    assertThat(storage.hosts()).extracting(HostStatus::host).containsExactly("a", "c");
  }

  private static boolean isDone(Runnable work) {
    try {
      work.run();
      return true;
    } catch (BadInput e) {
      return false; // There is no such host, yet.
    }
  }

  private long ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return 0;
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Test
  void runningServerGoesOnBesideANewerOneAndIsRefusedAtItsNextStart() throws SQLException {
    accept("a", tracked("k", NOW, MINUTE, 3));
    ask("UPDATE domestik.version SET number = number + 1");
    accept("b", List.of(sample("made_since", NOW, List.of("k"), "v", 1)));
    archive();
    assertThat(balances()).hasSize(2);
    assertThatThrownBy(() -> SqlStorage.open(StorageConfig.of(url), clock))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("a newer version used it last; start that one")
        .hasMessageNotContaining("\n");
  }

  @Test
  void tableThatAnOlderServerMadeBesideANewerOneIsMendedAtTheNextStart() throws SQLException {
    accept("a", tracked("k", NOW, MINUTE, 3));
    String count = "SELECT count(*) FROM pg_indexes WHERE indexname = 't_live_process_tracking'";
    ask("DROP INDEX domestik.t_live_process_tracking"); // One of schema 3 makes none.
    SqlStorage.open(StorageConfig.of(url), clock).close();
    assertThat(ask(count)).isEqualTo(1);
  }

  @Test
  void bothStoreWhatTheOtherChangedUnderThemAndTheBooksBalance() {
    Instant time = NOW.minus(Duration.ofDays(3));
    for (int turn = 0; turn < 20; turn++) {
      Storage one = turn % 2 == 0 ? storage : other;
      one.accept(
          delivered(
              "a",
              turn,
              sample(
                  PROBE, time.plus(MINUTE.multipliedBy(turn)), List.of("k"), "v" + turn / 4, 1)));
      one.hosts();
    }
    other.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
    assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL))
        .allMatch(LifeCycle.Balance::balanced);
    assertThat(other.lifeCycle().verify(LifeCycle.Scope.ALL)).hasSize(1);
  }

  @Test
  void alertsAndWhatIsToldAreTheSameForBothAtOnceAndOneTellsUntilItIsGone() {
    Alerts one = storage.alerts();
    Alerts two = other.alerts();
    Instant then = AlertsContract.THEN;
    assertThat(two.newest()).isEmpty();
    assertThat(two.told()).isEmpty();
    assertThat(one.lead("one", then, then.plusSeconds(40))).isTrue();
    assertThat(two.lead("two", then.plusSeconds(39), then.plusSeconds(79))).isFalse();

    Alert alert = AlertsContract.alert(1, "firing", null);
    Told told = new Told("abc", "ops", "firing", 1, then, 1);
    Notice notice = AlertsContract.notice("k", then);
    Changes changes =
        new Changes(List.of(alert), List.of(), List.of(told), List.of(), List.of(notice));
    assertThat(two.save("two", changes)).isFalse();
    assertThat(one.newest()).isEmpty();
    assertThat(one.save("one", changes)).isTrue();
    assertThat(two.newest()).containsExactly(alert);
    assertThat(two.told()).containsExactly(told);
    assertThat(two.due(then, 10)).containsExactly(notice);
    assertThat(two.add(notice)).isFalse();

    // The one that was there last is gone: the other goes on from what it left.
    assertThat(two.lead("two", then.plusSeconds(40), then.plusSeconds(80))).isTrue();
    Alert over = AlertsContract.alert(1, "resolved", then.plusSeconds(40));
    assertThat(one.save("one", changes)).isFalse();
    assertThat(one.lead("one", then.plusSeconds(41), then.plusSeconds(81))).isFalse();
    assertThat(
            two.save(
                "two",
                new Changes(List.of(over), List.of(), List.of(), List.of(told), List.of(notice))))
        .isTrue();
    assertThat(one.since(then, 10)).containsExactly(over);
    assertThat(one.told()).isEmpty();
    assertThat(one.notices(10)).containsExactly(notice);
  }

  @Test
  void quietSpansAndWhatPeopleHaveSeenAreKnownToBothAtOnce() {
    Alerts one = storage.alerts();
    Alerts two = other.alerts();
    Instant then = AlertsContract.THEN;
    assertThat(two.quiet(then)).isEmpty();
    QuietWindow window =
        new QuietWindow(
            "w", List.of("db-*"), List.of("*"), then, then.plusSeconds(60), "UTC", null, "ada");
    one.keep(window);
    assertThat(two.quiet(then)).containsExactly(window);
    assertThat(two.endQuiet("w")).isTrue();
    assertThat(one.quiet(then)).isEmpty();
    assertThat(one.endQuiet("w")).isFalse();

    Acknowledgement seen = new Acknowledgement("abc 1", "ada", then);
    two.acknowledge(seen);
    assertThat(one.acknowledged()).containsExactly(seen);
  }
}
