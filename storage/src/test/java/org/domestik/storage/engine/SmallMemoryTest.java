// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that leaves DuckDB little memory: wide requests go into the tables in parts. */
@Tag("slow")
class SmallMemoryTest {
  private static final int PROBES = 30;
  private static final int VALUES = 50;

  /** A row of each probe takes more than that in one transaction. */
  private static final long MEMORY = 24_000_000;

  @TempDir Path folder;

  private Storage open() {
    Path file = folder.resolve("store.duckdb");
    return new SqlStorage(
        DuckDbDatabase.open(file, () -> MEMORY),
        StorageConfig.of("duckdb:" + file),
        new HandClock(Contract.NOW));
  }

  private static Batch batch(long sequence, Instant time) {
    List<String> names = new ArrayList<>();
    double[] numbers = new double[VALUES];
    for (int i = 0; i < VALUES; i++) {
      names.add("v" + i);
      numbers[i] = i + 0.5;
    }
    List<Sample> samples = new ArrayList<>();
    for (int probe = 0; probe < PROBES; probe++) {
      samples.add(new Sample("wide" + probe, time, List.of(new Row(List.of(), names, numbers))));
    }
    return new Batch("here", new Delivery(Contract.BOOT, sequence), samples, Map.of(), List.of());
  }

  private static void isThere(Storage storage, long rows) {
    assertThat(storage.lifeCycle().verify(Scope.ALL))
        .hasSize(PROBES)
        .allMatch(Balance::balanced)
        .allMatch(it -> it.accepted() == rows);
    assertThat(storage.failures()).isEmpty();
  }

  @Test
  void newProbesKnownOnesLateRowsAndAnArchiveRunFit() {
    Instant old = Contract.NOW.minus(Duration.ofDays(4));
    try (Storage storage = open()) {
      Acceptance all = new Acceptance(PROBES, false);
      assertThat(storage.accept(batch(1, old.plusSeconds(60)))).as("new probes").isEqualTo(all);
      assertThat(storage.accept(batch(2, old.plusSeconds(120)))).as("known").isEqualTo(all);
      isThere(storage, 2);
      assertThat(storage.accept(batch(3, old))).as("late").isEqualTo(all);
      assertThat(storage.accept(batch(2, old.plusSeconds(120))))
          .as("repeat")
          .isEqualTo(new Acceptance(0, true));
      assertThat(storage.accept(batch(4, Contract.NOW))).isEqualTo(all);
      isThere(storage, 4);
      LifeCycle cycle = storage.lifeCycle();
      cycle.archive(Scope.ALL, Contract.NOW, _ -> {});
      assertThat(cycle.verify(Scope.ALL)).allMatch(it -> it.archived() == 3 && it.live() == 1);
      isThere(storage, 4);
    }
    try (Storage storage = open()) {
      isThere(storage, 4);
    }
  }

  private static Bucket bucket(int probe, Instant start) {
    Map<String, Summary> values = new HashMap<>();
    for (int i = 0; i < VALUES; i++) {
      values.put("v" + i, Summary.of(i + 0.5, start).merge(Summary.of(i, start.plusSeconds(60))));
    }
    return new Bucket(
        "wide" + probe,
        start,
        Duration.ofMinutes(15),
        Map.of(),
        List.of(new Bucket.Totals(List.of(), 2, values)));
  }

  private static Batch sent(long sequence, Instant start) {
    List<Bucket> buckets = new ArrayList<>();
    for (int probe = 0; probe < PROBES; probe++) {
      buckets.add(bucket(probe, start));
    }
    Run run = new Run("wide0", "script" + sequence, Run.Outcome.OK, null, Contract.NOW, 1);
    return new Batch(
        "here",
        new Delivery(Contract.BOOT, sequence),
        List.of(),
        Map.of(),
        List.of(run),
        null,
        buckets,
        null);
  }

  /** The last part of a delivery, which says that it is there, fails; then it comes again. */
  @Test
  void bucketsThatAnAgentMadeFitAndNoPartIsMergedTwice() {
    Instant old = Contract.NOW.minus(Duration.ofDays(4));
    Acceptance all = new Acceptance(PROBES, false);
    try (Storage storage = open()) {
      storage.accept(batch(1, Contract.NOW));
      assertThat(storage.accept(sent(2, old))).isEqualTo(all);
      assertThat(storage.accept(sent(2, old))).isEqualTo(new Acceptance(0, true));
      isThere(storage, 3);
    }
    change("ALTER TABLE domestik.run DROP COLUMN micros");
    try (Storage storage = open()) {
      assertThatThrownBy(() -> storage.accept(sent(3, old))).isInstanceOf(StorageUnavailable.class);
    }
    change("ALTER TABLE domestik.run ADD COLUMN micros BIGINT");
    try (Storage storage = open()) {
      assertThat(storage.lifeCycle().verify(Scope.ALL))
          .anyMatch(it -> it.archived() == 4)
          .allMatch(Balance::balanced);
      assertThat(storage.accept(sent(3, old))).isEqualTo(all);
      isThere(storage, 5);
    }
  }

  private void change(String statement) {
    Path file = folder.resolve("store.duckdb");
    try (Database database = DuckDbDatabase.open(file, () -> MEMORY)) {
      database.change(transaction -> transaction.run(statement));
    }
  }

  /** A quarter of 256 MiB is less than what DuckDB takes on a larger machine. */
  @Test
  void limitOfTheProcessIsSeen() throws Exception {
    Path said = folder.resolve("said");
    Process child =
        ChildJvm.start(List.of("-XX:MaxRAM=256m"), said, Limited.class, folder.toString());
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ChildJvm.said(said)).containsExactly("64.0 MiB");
  }

  /** Says how much memory DuckDB may take. */
  static final class Limited {
    private Limited() {}

    public static void main(String[] arguments) {
      try (Database database =
          DuckDbDatabase.open(Path.of(arguments[0]).resolve("limited.duckdb"))) {
        System.out.println(
            database.<String>write(
                transaction ->
                    transaction.one(
                        "SELECT current_setting('memory_limit')", row -> row.getString(1))));
      }
    }
  }
}
