// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.LifeCycle.Failure;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.archive.ArchiveFronts;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an archive run leaves behind where others write, rename and delete meanwhile. */
@Timeout(60)
class JobsBesideOthersTest {
  private static final Instant NOW = Contract.NOW;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final HandClock clock = new HandClock(NOW);
  private final AtomicReference<Consumer<String>> heard = new AtomicReference<>(sql -> {});
  private DuckDbDatabase database;
  private SqlStorage storage;

  @BeforeEach
  void open() {
    ArchivePolicy policy =
        new ArchivePolicy(Span.parse("3 hours"), Span.parse("10 minutes"), Span.parse("60 days"));
    StorageConfig config =
        new StorageConfig(
            "duckdb:" + folder.resolve("store.duckdb"),
            null,
            null,
            List.of(),
            ZoneOffset.UTC,
            Duration.ofMinutes(10),
            List.of(new PolicyRule("*", "*", policy)));
    database = DuckDbDatabase.open(folder.resolve("store.duckdb"));
    storage =
        new SqlStorage(
            MortalDatabase.heardInFull(database, sql -> heard.get().accept(sql)), config, clock);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private void accept(String host, List<Sample> samples) {
    // As lines are: answered once it is durable, also while a job has the tables.
    storage.store(List.of(Contract.batch(host, samples.toArray(Sample[]::new))), _ -> {});
  }

  private void archive() {
    storage.lifeCycle().archive(Scope.ALL, clock.instant(), step -> {});
  }

  private void run(String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long samples(Series series) {
    return Objects.requireNonNull(series.values().get("data")).count().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void aLateRowWithinARunLeavesNoHole() {
    storage.accept(Contract.described("here", Contract.tracking()));
    Instant start = NOW.minus(Duration.ofHours(12));
    clock.set(NOW.minus(Duration.ofHours(2)));
    accept("here", Contract.tracked("p", start, MINUTE, 600));
    archive();
    clock.set(NOW);
    accept("here", Contract.tracked("p", NOW.minus(Duration.ofHours(2)), MINUTE, 120));
    List<Sample> late =
        Contract.tracked("p", NOW.minus(Duration.ofHours(4)).plusSeconds(7), MINUTE, 1);
    AtomicBoolean once = new AtomicBoolean();
    heard.set(
        sql -> {
          if (sql.startsWith("CREATE TEMPORARY TABLE due") && once.compareAndSet(false, true)) {
            CompletableFuture.runAsync(() -> accept("here", late)).join();
          }
        });
    archive();
    assertThat(once).isTrue();
    storage.hosts();
    SeriesQuery query =
        new SeriesQuery("here", "process_tracking", List.of("p"), start, NOW.plusSeconds(1), 0);
    assertThat(samples(storage.series(query)))
        .isEqualTo(samples(storage.seriesOfTables(query)))
        .isEqualTo(721);
  }

  @Test
  void aCopyIsWholeThoughSomebodyLooksAtAllCatalogs() throws Exception {
    storage.accept(Contract.described("here", Contract.tracking()));
    accept("here", Contract.tracked("p", NOW.minus(Duration.ofHours(1)), MINUTE, 60));
    try (Connection reader = database.connect();
        Statement statement = reader.createStatement()) {
      StoreCopy copy =
          storage.copy(
              true,
              (rows, of) -> {
                if (rows == of) {
                  look(statement);
                }
              });
      Path other = Files.move(copy.file(), folder.resolve("other.duckdb"));
      StorageConfig config = StorageConfig.of("duckdb:" + other);
      try (Storage copied = SqlStorage.open(config, clock)) {
        assertThat(copied.lifeCycle().verify(Scope.ALL))
            .isEqualTo(storage.lifeCycle().verify(Scope.ALL))
            .isNotEmpty();
      }
      statement.execute("ROLLBACK");
    }
  }

  /** Begins a transaction that sees all that is attached, and leaves it open. */
  private static void look(Statement statement) {
    try {
      statement.execute("BEGIN TRANSACTION");
      statement.execute("SELECT count(*) FROM duckdb_tables()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRenamedProbeIsNoFailureAndLetsNoRowBeForgotten() {
    for (String probe : List.of("a", "b")) {
      accept(
          "here",
          List.of(
              Contract.sample(probe, NOW.minus(Duration.ofDays(5)), List.of(), "v", 1),
              Contract.sample(probe, NOW.minusSeconds(600), List.of(), "v", 1)));
    }
    SeriesQuery query =
        new SeriesQuery("here", "a", List.of(), NOW.minusSeconds(3600), NOW.plusSeconds(1), 0);
    storage.series(query);
    Sample row = Contract.sample("a", NOW.minusSeconds(300), List.of(), "v", 2);
    AtomicBoolean counted = new AtomicBoolean();
    AtomicBoolean renamed = new AtomicBoolean();
    AtomicBoolean loading = new AtomicBoolean();
    heard.set(
        sql -> {
          if (sql.contains("live_b\"") && sql.contains("count(*)") || sql.contains("live_b l")) {
            counted.set(true);
          }
          if (sql.equals("COMMIT") && counted.get() && renamed.compareAndSet(false, true)) {
            CompletableFuture.runAsync(() -> storage.rename("b", "c")).join();
            loading.set(true);
          } else if (loading.get() && sql.contains("domestik.epoch") && sql.startsWith("SELECT")) {
            loading.set(false);
            CompletableFuture.runAsync(() -> accept("here", List.of(row))).join();
          }
        });
    archive();
    heard.set(sql -> {});
    assertThat(renamed).isTrue();
    if (loading.get()) { // Nothing was loaded: so much the better.
      accept("here", List.of(row));
    }
    accept("here", List.of(Contract.sample("a", NOW.minusSeconds(200), List.of(), "v", 3)));
    assertThat(storage.series(query).time()).hasSize(3);
    accept("here", List.of(row)); // Its sender did not hear the answer.
    storage.hosts();
    assertThat(storage.seriesOfTables(query).time()).hasSize(3);
    assertThat(storage.failures()).isEmpty();
  }

  @Test
  void ofAHostThatIsGoneNoFailureIsTold() throws Exception {
    for (String host : List.of("bad", "good")) {
      accept(
          host,
          List.of(
              Contract.sample("a", NOW.minus(Duration.ofDays(5)), List.of(), "v", 1),
              Contract.sample("a", NOW, List.of(), "v", 1)));
    }
    storage.hosts();
    run("ALTER TABLE domestik.book RENAME COLUMN samples TO lost");
    assertThatThrownBy(this::archive).isInstanceOf(StorageUnavailable.class);
    run("ALTER TABLE domestik.book RENAME COLUMN lost TO samples");
    assertThat(storage.failures()).extracting(Failure::host).containsOnly("bad", "good");
    storage.delete("bad");
    archive();
    assertThat(storage.failures()).isEmpty();
  }

  @Test
  void memoryHasNothingOfHostsThatDoNotFeedAProbe() {
    accept("one", List.of(Contract.sample("a", NOW, List.of(), "v", 1)));
    accept("two", List.of(Contract.sample("b", NOW, List.of(), "v", 1)));
    archive();
    Parts parts = storage.ready();
    KnownProbe probe = Objects.requireNonNull(parts.catalog.probe("b"));
    int one = Objects.requireNonNull(parts.catalog.host("one")).id();
    int two = Objects.requireNonNull(parts.catalog.host("two")).id();
    assertThat(parts.ends.fronts().of(probe, one)).isEqualTo(ArchiveFronts.NONE);
    assertThat(parts.ends.fronts().of(probe, two)).isNotEqualTo(ArchiveFronts.NONE);
  }
}
