// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.apply.Folding;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables that grow are folded where they have grown, and nowhere else. */
abstract class FoldingContract extends Contract {
  private static final int HOSTS = 200;
  private static final int DELIVERIES = 200;
  private static final List<String> TABLES = List.of("ledger", "delivery", "run");

  /** What tells a row from another that was put in its place. */
  abstract String rowNumber();

  interface Work {
    void run(Database database, Folding folding);
  }

  final void onTables(Work work) {
    storage.close();
    try (Database database = database(config())) {
      work.run(database, new Folding(database));
    } finally {
      storage = SqlStorage.open(config(), clock);
    }
  }

  static void fill(Database database, int entries, int deliveries, int runs) {
    String rows = " FROM generate_series(1, %d) h(h), generate_series(1, %d) n(n)";
    database.change(
        transaction ->
            transaction.run(
                List.of(
                    ("INSERT INTO domestik.ledger (host, probe, accepted, purged, last_sample, hour)"
                            + " SELECT h, 1, n, 0, TIMESTAMPTZ '2026-11-22 10:00:00+00', 7"
                            + rows)
                        .formatted(HOSTS, entries),
                    ("INSERT INTO domestik.delivery (host, boot, first, last)"
                            + " SELECT h, 'boot', n, n"
                            + rows)
                        .formatted(HOSTS, deliveries),
                    ("INSERT INTO domestik.run (host, script, probe, outcome, time, micros)"
                            + " SELECT h, 'f.lua', 'f', 'ok', TIMESTAMPTZ '2026-11-22 10:00:00+00', n"
                            + rows)
                        .formatted(HOSTS, runs))));
  }

  private static long number(Database database, String sql, String table) {
    return database.read(
        transaction -> transaction.one(sql.formatted(table), row -> row.getLong(1)));
  }

  private static long grownHosts(Database database) {
    return TABLES.stream()
        .mapToLong(
            table ->
                number(
                    database,
                    "SELECT count(*) FROM (SELECT host FROM domestik.%s"
                        + (table.equals("ledger") ? " WHERE hour = 7" : "")
                        + " GROUP BY host HAVING count(*) > 1) g",
                    table))
        .max()
        .orElseThrow();
  }

  private List<String> places(Database database, int host) {
    List<String> places = new ArrayList<>();
    for (String table : TABLES) {
      places.addAll(
          database.read(
              transaction ->
                  transaction.list(
                      "SELECT CAST(%s AS VARCHAR) FROM domestik.%s WHERE host = %d"
                          .formatted(rowNumber(), table, host),
                      row -> table + " " + row.getString(1))));
    }
    return places;
  }

  @Test
  void whatHasOneRowStaysAsItIs() {
    onTables(
        (database, folding) -> {
          fill(database, 2, 2, 2);
          folding.run();
          List<String> places = places(database, 3);
          assertThat(places).hasSize(4); // Of the ledger an hour, and when the host spoke last.
          database.change(
              transaction ->
                  transaction.run(
                      List.of(
                          "INSERT INTO domestik.ledger (host, probe, accepted, purged, hour) VALUES (4, 1, 1, 0, 7)",
                          "INSERT INTO domestik.delivery (host, boot, first, last) VALUES (4, 'boot', 3, 3)",
                          "INSERT INTO domestik.run (host, script, probe, outcome, time, micros)"
                              + " SELECT host, script, probe, outcome, time, 9 FROM domestik.run WHERE host = 4")));
          assertThat(grownHosts(database)).isEqualTo(1);
          folding.run();
          assertThat(grownHosts(database)).isZero();
          assertThat(places(database, 3)).isEqualTo(places);
          assertThat(number(database, "SELECT sum(accepted) FROM domestik.%s", "ledger"))
              .isEqualTo(HOSTS * 3 + 1);
          assertThat(
                  number(
                      database,
                      "SELECT count(*) FROM domestik.%s WHERE hour IS NULL AND accepted = 0"
                          + " AND last_sample = TIMESTAMPTZ '2026-11-22 10:00:00+00'",
                      "ledger"))
              .isEqualTo(HOSTS);
          assertThat(
                  number(
                      database,
                      "SELECT count(last_sample) FROM domestik.%s WHERE hour = 7",
                      "ledger"))
              .isZero();
          assertThat(number(database, "SELECT sum(last) FROM domestik.%s", "delivery"))
              .isEqualTo(HOSTS * 2 + 1);
        });
  }

  @Test
  void theHostsOfALargeFleetAreFoldedPartByPart() {
    onTables(
        (database, folding) -> {
          fill(database, 500, 400, 100); // Four parts of 50,000.
          folding.added(49_999);
          assertThat(grownHosts(database)).isEqualTo(HOSTS);
          folding.added(1);
          assertThat(grownHosts(database)).isEqualTo(HOSTS - 50);
          for (int part = 2; part <= 4; part++) {
            folding.added(50_000);
          }
          assertThat(grownHosts(database)).isZero();
          fill(database, 1, 0, 1);
          folding.added(50_000); // Few are left: all are a part.
          assertThat(grownHosts(database)).isZero();
          assertThat(number(database, "SELECT sum(accepted) FROM domestik.%s", "ledger"))
              .isEqualTo(HOSTS * (500L * 501 / 2 + 1));
          assertThat(number(database, "SELECT sum(last - first) FROM domestik.%s", "delivery"))
              .isEqualTo(HOSTS * 399L);
        });
  }

  /** The thread that brings rows into the tables folds them, so that it would wait for itself. */
  @Test
  void nobodyWaitsForWhatIsToComeIntoTheTables() {
    onTables(
        (database, folding) -> {
          fill(database, 2, 2, 2);
          database.beforeReading(() -> fail("waits"));
          folding.added(50_000);
          database.beforeReading(() -> {});
          assertThat(grownHosts(database)).isZero();
        });
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aStoreThatGrowsIsFoldedByItself() {
    AtomicBoolean isSent = new AtomicBoolean();
    try (ExecutorService asking = Executors.newSingleThreadExecutor()) {
      // Who asks hurries what waits into the tables: while some are folded, others come.
      var _ = asking.submit(() -> askUntil(isSent));
      try {
        for (int i = 0; i < DELIVERIES; i++) {
          storage.accept(withManyRuns(i));
        }
      } finally {
        isSent.set(true);
      }
    }
    assertThat(balance().accepted()).isEqualTo(DELIVERIES); // Waits until all is in the tables.
    assertThat((Long) internals("SELECT count(*) FROM domestik.delivery").getFirst().getFirst())
        .isLessThan(DELIVERIES);
    assertThat(storage.runs("here")).hasSize(1_000);
  }

  private void askUntil(AtomicBoolean isSent) {
    while (!isSent.get()) {
      storage.hosts();
    }
  }

  private static Batch withManyRuns(int number) {
    Instant time = NOW.minus(Duration.ofMinutes(20L * (DELIVERIES - number)));
    List<Run> runs =
        IntStream.range(0, 1_000)
            .mapToObj(n -> new Run("f", "f" + n + ".lua", Run.Outcome.OK, null, time, 5))
            .toList();
    Sample sample = sample("load", time, List.of(), "v", 1);
    return new Batch("here", new Delivery(BOOT, number), List.of(sample), Map.of(), runs);
  }

  @Test
  void partThatCannotBeFoldedHoldsUpNoOther() {
    onTables(
        (database, folding) -> {
          fill(database, 600, 1, 1); // Enough for two parts.
          // More than the sum's column holds, of the first host.
          database.change(
              transaction ->
                  transaction.run(
                      "UPDATE domestik.ledger SET accepted = 9000000000000000000 WHERE host = 1"));
          for (int i = 0; i < 10; i++) {
            folding.added(50_000);
          }
          assertThat(
                  number(
                      database, "SELECT count(*) FROM domestik.%s WHERE host = " + HOSTS, "ledger"))
              .isLessThanOrEqualTo(2);
        });
  }
}
