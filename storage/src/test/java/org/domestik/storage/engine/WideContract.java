// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wide probes and many of them; and one that cannot be archived does not stop the others. */
abstract class WideContract extends Contract {
  /** {@code -Ddomestik.wide=1} tries what takes minutes: thousands of tables. */
  private static final boolean FULL = Boolean.getBoolean("domestik.wide");

  private static final Instant OLD = NOW.minus(Duration.ofDays(4));

  /** The most values that any store takes. */
  abstract int most();

  private static Sample sample(String probe, Instant time, int values) {
    List<String> names = new ArrayList<>();
    double[] numbers = new double[values];
    for (int i = 0; i < values; i++) {
      names.add("v" + i);
      numbers[i] = i + 0.5;
    }
    return new Sample(probe, time, List.of(new Row(List.of("k"), names, numbers)));
  }

  private void tellAll(int probes, int values, Instant time) {
    tellAll(0, probes, values, time);
  }

  private void tellAll(int first, int probes, int values, Instant time) {
    List<Sample> samples = new ArrayList<>();
    for (int probe = first; probe < first + probes; probe++) {
      samples.add(sample("wide" + probe, time, values));
    }
    storage.accept(new Batch("here", null, samples, Map.of(), List.of()));
  }

  private void live(int probes, int values) {
    tellAll(probes, values, OLD);
    tellAll(probes, values, OLD.plusSeconds(60));
    tellAll(probes, values, NOW);
    archive();
    assertThat(balances()).hasSize(probes).allMatch(it -> it.archived() == 2 && it.live() == 1);
    reopen();
    tellAll(probes, values, NOW.plusSeconds(1));
    assertThat(balances()).hasSize(probes).allMatch(it -> it.accepted() == 4);
  }

  @Test
  @Tag("slow")
  void widestProbesAreStoredAndArchived() {
    live(FULL ? 10 : 2, most());
    assertThat(series("here", "wide1", "k").values().get("v" + (most() - 1)).max())
        .containsOnly(most() - 0.5);
  }

  @Test
  @Tag("slow")
  void manyProbesAreStoredAndArchived() {
    live(FULL ? 1000 : 60, FULL ? 20 : 10);
  }

  @Test
  void othersAreAnsweredWhileManyProbesAreDescribed() throws Exception {
    accept("other", List.of(sample("calm", NOW, 2)));
    int told = 0;
    int answered = 0;
    // On a busy machine the other sender may sleep until all is done.
    while (answered == 0 && told < 500) {
      answered = answeredWhileTelling(told, 100, NOW.plusSeconds(told));
      told += 100;
    }
    assertThat(answered).isPositive();
    assertThat(balances()).hasSize(told + 1);
  }

  /** How often another sender is answered while some probes are described, but not yet all. */
  private int answeredWhileTelling(int first, int probes, Instant from) throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> many = executor.submit(() -> tellAll(first, probes, 20, NOW));
      int answered = 0;
      for (int i = 1; !many.isDone(); i++) {
        accept("other", List.of(sample("calm", from.plusMillis(i), 2)));
        answered += storage.descriptions().size() > first + 1 && !many.isDone() ? 1 : 0;
      }
      many.get();
      return answered;
    }
  }

  @Test
  void widerProbeIsRefusedBeforeAnythingIsStored() {
    assertThatThrownBy(
            () ->
                storage.accept(
                    batch("here", sample("good", NOW, 2), sample("wide", NOW, most() + 1))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("wide")
        .hasMessageContaining(Integer.toString(most()));
    assertThat(storage.descriptions()).isEmpty();
  }

  @Test
  void probeOrHostThatCannotBeArchivedStopsNoOtherAndIsNamed() {
    for (String host : List.of("one", "three", "two")) {
      for (String probe : List.of("a", "b", "c")) {
        accept(host, List.of(sample(probe, OLD, 2), sample(probe, NOW, 2)));
      }
    }
    storage.close();
    String broken = "ALTER TABLE domestik.buckets_b RENAME COLUMN v1_sum TO lost";
    String mended = "ALTER TABLE domestik.buckets_b RENAME COLUMN lost TO v1_sum";
    change("DROP VIEW domestik.probe_b_archive", broken);
    storage = SqlStorage.open(config(), clock);
    assertThatThrownBy(this::archive)
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("archive of probe b on host one failed")
        .hasMessageContaining("and 2 more");
    assertThat(storage.failures())
        .extracting(it -> it.job() + " " + it.probe() + " " + it.host())
        .containsExactly("archive b one", "archive b three", "archive b two");
    assertThat(balances()).allMatch(it -> it.archived() == (it.probe().equals("b") ? 0 : 1));
    storage.close();
    change(mended);
    storage = SqlStorage.open(config(), clock);
    archive();
    assertThat(storage.failures()).isEmpty();
    assertThat(balances()).allMatch(it -> it.archived() == 1);
  }

  private void change(String... statements) {
    try (Database database = database(config())) {
      database.write(
          transaction -> {
            transaction.run(List.of(statements));
            return true;
          });
    }
  }
}
