// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that move say the same as before; steady ones take less. */
@Tag("slow")
class ClusteringTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final int HOSTS = 4;
  private static final int KEYS = 16;

  private static final String BACKWARDS =
      "SELECT count(*) FROM (SELECT (host, series, sample_time) < lag((host, series, sample_time))"
          + " OVER (ORDER BY rowid) AS back FROM domestik.buckets_tracking) b WHERE back";

  @TempDir Path folder;

  private final HandClock clock = new HandClock(START);
  private final Random random = new Random(SEED);

  /** Somebody who makes a statement fail. */
  private final AtomicInteger fuse = new AtomicInteger(Integer.MAX_VALUE);

  private DuckDbDatabase database;

  private Storage open() {
    return open(
        real ->
            new MortalDatabase(
                real,
                sql -> {
                  if (fuse.getAndDecrement() == 0) {
                    throw new OutOfMemoryError("pretended at " + sql);
                  }
                }));
  }

  private Storage open(UnaryOperator<Database> around) {
    database = DuckDbDatabase.open(folder.resolve("store.duckdb"));
    ArchivePolicy policy =
        new ArchivePolicy(Span.parse("1 day"), Span.parse("1 minute"), Span.parse("1 year"));
    StorageConfig config =
        new StorageConfig(
            "duckdb:" + folder.resolve("store.duckdb"),
            null,
            null,
            List.of(),
            java.time.ZoneOffset.UTC,
            Duration.ofMinutes(10),
            List.of(new PolicyRule("*", "*", policy)));
    return new SqlStorage(around.apply(database), config, clock);
  }

  /** Minutes of all hosts, some of them late, some missing, with values that may be missing. */
  private void live(Storage storage, int from, int to) {
    clock.set(START.plus(Duration.ofMinutes(to)));
    for (int start = from; start < to; start += 120) {
      for (int host = 0; host < HOSTS; host++) {
        List<Sample> samples = new ArrayList<>();
        for (int minute = start; minute < Math.min(to, start + 120); minute++) {
          if (random.nextInt(300) > 0) {
            samples.add(sample(START.plus(Duration.ofMinutes(minute))));
          }
          if (random.nextInt(500) == 0) { // Late, maybe among what moved already.
            long second = 60L * random.nextInt(minute + 1) + 1 + random.nextInt(59);
            samples.add(sample(START.plusSeconds(second)));
          }
        }
        if (random.nextInt(5) == 0) {
          java.util.Collections.reverse(samples);
        }
        storage.accept(new Batch("host-" + host, null, samples, Map.of(), List.of()));
      }
    }
  }

  private Sample sample(Instant time) {
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      double second = random.nextInt(50) == 0 ? Double.NaN : 132 + random.nextInt(2) * 4;
      rows.add(
          new Row(
              List.of("key-" + key),
              List.of("data", "stack"),
              new double[] {100_000 * key + random.nextInt(100), second}));
    }
    return new Sample("tracking", time, rows);
  }

  private String asked(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** All that the table says, in whatever order. */
  private String told(Storage storage) {
    assertThat(storage.lifeCycle().verify(Scope.ALL)).allMatch(Balance::balanced);
    return asked(
        "SELECT (SELECT count(*) || ' ' || bit_xor(hash(l)) FROM domestik.live_tracking l) || ' ' ||"
            + " (SELECT count(*) || ' ' || coalesce(bit_xor(hash(b)), 0) FROM"
            + " domestik.buckets_tracking b)");
  }

  @Test
  void rowsSayTheSame() {
    try (Storage storage = open()) {
      live(storage, 0, 2_500);
      String before = told(storage);
      assertThat(storage.lifeCycle().cluster(clock.instant())).isEqualTo(HOSTS * KEYS * 2_048);
      assertThat(told(storage)).as("seed %s", SEED).isEqualTo(before);
      assertThat(storage.lifeCycle().cluster(clock.instant())).as("again").isZero();
      live(storage, 2_500, 5_000);
      before = told(storage);
      assertThat(storage.lifeCycle().cluster(clock.instant())).isEqualTo(HOSTS * KEYS * 2_048);
      assertThat(told(storage)).as("seed %s", SEED).isEqualTo(before);
      assertThat(storage.lifeCycle().archive(Scope.ALL, clock.instant(), step -> {})).hasSize(4);
      before = told(storage);
      clock.set(clock.instant().plus(Duration.ofHours(6)));
      long buckets = Long.parseLong(asked("SELECT count(*) FROM domestik.buckets_tracking"));
      assertThat(storage.lifeCycle().cluster(clock.instant()))
          .as("all, and whole stretches once more")
          .isEqualTo(buckets + HOSTS * KEYS * 2_048);
      assertThat(told(storage)).as("seed %s", SEED).isEqualTo(before);
      assertThat(asked(BACKWARDS)).as("places where a bucket is before another").isEqualTo("1");
      storage.delete("host-2");
      assertThat(asked("SELECT count(*) FROM domestik.clustered")).isEqualTo("144");
    }
    String before;
    try (Storage storage = open()) {
      before = told(storage);
    }
    try (Storage storage = open()) {
      assertThat(told(storage)).isEqualTo(before);
    }
  }

  @Test
  void steadyRowsTakeLess() {
    try (Storage storage = open()) {
      for (int start = 0; start < 9_000; start += 300) {
        List<Sample> samples = new ArrayList<>();
        for (int minute = start; minute < start + 300; minute++) {
          samples.add(sample(START.plus(Duration.ofMinutes(minute))));
        }
        clock.set(START.plus(Duration.ofMinutes(start + 300)));
        for (int host = 0; host < HOSTS; host++) {
          storage.accept(new Batch("host-" + host, null, samples, Map.of(), List.of()));
        }
        // Or it is a matter of the clock which rows come in one commit, and so how they lie.
        assertThat(storage.storedData("host-0", "tracking")).hasSize(KEYS);
      }
      String before = told(storage);
      long blocks = blocks();
      assertThat(storage.lifeCycle().cluster(clock.instant()))
          .isEqualTo(60 * 8_192); // Two parts; the rest is too little for a third.
      assertThat(told(storage)).isEqualTo(before);
      assertThat(5 * blocks()).as("blocks, before %s", blocks).isLessThan(4 * blocks);
    }
  }

  private long blocks() {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return Long.parseLong(asked("SELECT used_blocks FROM pragma_database_size()"));
  }

  @Test
  void faultAtAnyStatementLeavesEverythingAsItWas() {
    try (Storage storage = open()) {
      live(storage, 0, 2_500);
      String before = told(storage);
      int statements = 0;
      boolean failed = true;
      while (failed) {
        fuse.set(statements++);
        try {
          storage.lifeCycle().cluster(clock.instant());
          failed = false;
        } catch (OutOfMemoryError e) {
          assertThat(e).hasMessageContaining("pretended");
        }
        fuse.set(Integer.MAX_VALUE);
        assertThat(told(storage)).as("seed %s", SEED).isEqualTo(before);
      }
      assertThat(statements).isGreaterThan(6);
      assertThat(asked("SELECT count(*) FROM domestik.clustered")).isEqualTo("64");
    }
  }

  @Test
  void moveThatDoesNotAddUpIsUndone() {
    String before;
    try (Storage storage = open()) {
      live(storage, 0, 2_500);
      before = told(storage);
    }
    try (Storage storage =
        open(
            real ->
                MortalDatabase.wrong(
                    real, sql -> sql.startsWith("DELETE") ? sql + " AND series <> 7" : sql))) {
      assertThatThrownBy(() -> storage.lifeCycle().cluster(clock.instant()))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessage(
              "live_tracking: 129,024 rows would leave their places and 131,072 come back: all stay");
      assertThat(told(storage)).as("seed %s", SEED).isEqualTo(before);
    }
  }

  @Test
  void tooFewRowsStayWhereTheyAre() {
    try (Storage storage = open()) {
      live(storage, 0, 1_500);
      assertThat(storage.lifeCycle().cluster(clock.instant())).as("no whole stretch").isZero();
      assertThat(storage.lifeCycle().cluster(clock.instant().plus(Duration.ofDays(1)))).isZero();
    }
  }
}
