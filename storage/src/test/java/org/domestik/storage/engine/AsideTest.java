// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.domestik.model.Sample;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Failure;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a probe's table does not take is kept, named and stored later, and stops no other's. */
class AsideTest {
  private static final String BREAK = "ALTER TABLE domestik.live_bad RENAME COLUMN v TO lost";
  private static final String MEND = "ALTER TABLE domestik.live_bad RENAME COLUMN lost TO v";

  @TempDir Path folder;

  private final HandClock clock = new HandClock(Contract.NOW);

  private Database database() {
    return DuckDbDatabase.open(folder.resolve("store.duckdb"));
  }

  private Storage open(Database database) {
    return new SqlStorage(database, config(), clock);
  }

  private static void run(Database database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Sample sample(String probe, int second) {
    return Contract.sample(probe, Contract.NOW.plusSeconds(second), List.of(), "v", second);
  }

  private static void deliver(Storage storage, int number) {
    assertThat(
            storage.accept(
                Contract.delivered("here", number, sample("bad", number), sample("good", number))))
        .isEqualTo(new Acceptance(2, false));
  }

  private static List<String> accepted(Storage storage) {
    List<Balance> balances = storage.lifeCycle().verify(Scope.ALL);
    assertThat(balances).allMatch(Balance::balanced);
    return balances.stream().map(it -> it.probe() + " " + it.accepted()).toList();
  }

  @Test
  void tableThatTakesNothingStopsNoOtherAndGetsItsRowsOnceItDoes() throws Exception {
    Database database = database();
    try (Storage storage = open(database)) {
      deliver(storage, 1);
      deliver(storage, 2);
      assertThat(accepted(storage)).containsExactly("bad 2", "good 2");
      run(database, "DROP VIEW domestik.probe_bad", BREAK);
      deliver(storage, 3);
      deliver(storage, 4);
      assertThat(accepted(storage)).containsExactly("bad 2", "good 4");
      assertThat(storage.failures())
          .extracting(Failure::job, Failure::host, Failure::probe)
          .containsExactly(tuple("storing", "here", "bad"));
      assertThat(storage.failures().getFirst().reason()).contains("2 rows").contains("\"v\"");
      assertThat(storage.accept(Contract.delivered("here", 4, sample("bad", 4), sample("good", 4))))
          .isEqualTo(new Acceptance(0, true));
    }
    try (Storage storage = open(database())) {
      assertThat(accepted(storage)).as("after a start").containsExactly("bad 2", "good 4");
      assertThat(storage.failures()).hasSize(1);
    }
    Database mended = database();
    run(mended, MEND);
    try (Storage storage = open(mended)) {
      assertThat(storage.failures()).isEmpty();
      assertThat(accepted(storage)).containsExactly("bad 4", "good 4");
    }
  }

  @Test
  void rowsAreTriedAgainWhileTheStoreIsOpen() throws Exception {
    Database database = database();
    try (Storage storage = open(database)) {
      deliver(storage, 1);
      assertThat(accepted(storage)).containsExactly("bad 1", "good 1");
      run(database, "DROP VIEW domestik.probe_bad", BREAK);
      deliver(storage, 2);
      assertThat(accepted(storage)).containsExactly("bad 1", "good 2");
      run(database, MEND);
      deliver(storage, 3);
      assertThat(accepted(storage)).as("not at once").containsExactly("bad 2", "good 3");
      clock.advance(Duration.ofMinutes(1));
      deliver(storage, 4);
      assertThat(accepted(storage)).containsExactly("bad 4", "good 4");
      assertThat(storage.failures()).isEmpty();
    }
  }

  @Test
  void whatIsStoredLaterIsShownToo() throws Exception {
    Database database = database();
    try (SqlStorage storage = new SqlStorage(database, config(), clock)) {
      for (int second : List.of(10, 20, 30)) {
        storage.accept(Contract.batch("here", sample("bad", second)));
      }
      SeriesQuery query =
          new SeriesQuery(
              "here",
              "bad",
              List.of(),
              Contract.NOW.minusSeconds(60),
              Contract.NOW.plusSeconds(60),
              0);
      assertThat(storage.series(query).time()).hasSize(3);
      run(database, "DROP VIEW domestik.probe_bad", BREAK);
      storage.accept(Contract.batch("here", sample("bad", 15)));
      storage.hosts();
      assertThat(storage.failures()).hasSize(1);
      run(database, MEND);
      clock.advance(Duration.ofMinutes(2));
      storage.accept(Contract.batch("here", sample("good", 40)));
      storage.hosts();
      assertThat(storage.failures()).isEmpty();
      assertThat(storage.series(query).time()).hasSize(4);
    }
  }

  @Test
  void ofAHostThatIsDeletedNothingIsToldAnyMore() throws Exception {
    Database database = database();
    try (SqlStorage storage = new SqlStorage(database, config(), clock)) {
      storage.accept(Contract.batch("here", sample("bad", 10)));
      storage.hosts();
      run(database, "DROP VIEW domestik.probe_bad", BREAK);
      storage.accept(Contract.batch("here", sample("bad", 15)));
      storage.hosts();
      assertThat(storage.failures()).hasSize(1);
      run(database, MEND);
      storage.delete("here");
      clock.advance(Duration.ofMinutes(2));
      storage.accept(Contract.batch("there", sample("good", 40)));
      storage.hosts();
      assertThat(storage.failures()).isEmpty();
    }
  }

  private StorageConfig config() {
    return StorageConfig.of("duckdb:" + folder.resolve("store.duckdb"));
  }
}
