// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.batch.Digest;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Transaction;

/**
 * Folds the tables that only ever grow: sums in the ledger, unbroken runs of deliveries, the last
 * run of each script. What they say stays the same.
 *
 * <p>The hosts are gone through part by part: as many old rows are looked at as new ones came,
 * however large the fleet, and nobody waits long. What has one row stays as it is.
 */
public final class Folding {
  /** A part is folded after so many new rows, and has about as many: some tenths of a second. */
  private static final long PART_ROWS = 50_000;

  /** In larger ones if it must be, so that each comes to its turn within some million rows. */
  private static final long MOST_PARTS = 64;

  private static final List<String> TABLES = List.of("ledger", "delivery", "run");

  private final Database database;
  private long rows;
  private long width;
  private long last;

  /** The first host of the next part; 0: all had their turn. */
  private long next;

  public Folding(Database database) {
    this.database = database;
  }

  /**
   * Counts the rows that were added to these tables, and folds a part of them now and then. A
   * failure only means that it is done later.
   */
  public synchronized void added(long more) {
    rows += more;
    if (rows >= PART_ROWS) {
      rows = 0;
      try {
        part();
      } catch (StorageUnavailable e) {
        Log.LOGGER.warning(() -> "folding: " + e.getMessage());
      }
    }
  }

  /** Folds all. */
  public synchronized void run() {
    next = 0;
    do {
      part();
    } while (next > 0);
  }

  /** Folds all three tables in one transaction: a kill within it leaves them as they were. */
  private void part() {
    if (next == 0) {
      divide();
    }
    long end = next + width;
    Hosts hosts = new Hosts(next, end);
    next = end > last ? 0 : end; // Whatever comes of it: one part must not hold up the others.
    // Alone, so that no delivery can slip between two servers' look and note.
    database.changeAlone(
        transaction -> {
          foldLedger(transaction, hosts);
          foldDeliveries(transaction, hosts);
          foldRuns(transaction, hosts);
        });
  }

  private void divide() {
    long all = 0;
    long first = Long.MAX_VALUE;
    last = 0;
    for (String table : TABLES) {
      // Not waiting for what is still to be applied: it may be the applier that asks.
      Rows found =
          database.readStored(
              transaction ->
                  transaction.one(
                      "SELECT count(*), min(host), max(host) FROM " + Identifiers.table(table),
                      row -> new Rows(row.getLong(1), row.getLong(2), row.getLong(3))));
      if (found.count() > 0) {
        all += found.count();
        first = Math.min(first, found.first());
        last = Math.max(last, found.last());
      }
    }
    next = Math.min(first, last);
    long parts = Math.clamp(all / PART_ROWS, 1, MOST_PARTS);
    width = (last - next) / parts + 1;
  }

  /**
   * Those of a part. Said of both sides of a join: else the database would look for the rows of
   * each one by one, or at all there are.
   *
   * @param end exclusive
   */
  private record Hosts(long first, long end) {
    String have(String column) {
      return column + " >= " + first + " AND " + column + " < " + end;
    }
  }

  private record Rows(long count, long first, long last) {}

  /**
   * An hour of which nothing is live any more gives up its entry, and each hour its last sample to
   * the one entry without an hour: so what says when each host spoke last is found without a look
   * at all hours ({@link Schema#SAYS_LAST}).
   */
  private static void foldLedger(Transaction transaction, Hosts hosts) {
    transaction.run(
        List.of(
            """
            CREATE TEMPORARY TABLE folded AS
            SELECT host, probe, hour, accepted, purged, last_sample,
              accepted <> 0 AND hour IS NOT NULL AS live
            FROM (
              SELECT *, bool_or(grown) OVER (PARTITION BY host, probe) AS any_grown
              FROM (
                SELECT host, probe, hour, CAST(sum(accepted) AS BIGINT) AS accepted,
                  CAST(sum(purged) AS BIGINT) AS purged, max(last_sample) AS last_sample,
                  count(*) > 1 OR hour IS NOT NULL AND max(last_sample) IS NOT NULL AS grown
                FROM domestik.ledger WHERE %s
                GROUP BY host, probe, hour
              ) sums
            ) with_others
            WHERE grown OR any_grown AND hour IS NULL
            """
                .formatted(hosts.have("host")),
            """
            DELETE FROM domestik.ledger l USING folded f
            WHERE l.host = f.host AND l.probe = f.probe AND l.hour IS NOT DISTINCT FROM f.hour
              AND %s
            """
                .formatted(hosts.have("l.host")),
            """
            INSERT INTO domestik.ledger (host, probe, accepted, purged, hour)
            SELECT host, probe, accepted, purged, hour FROM folded WHERE live
            """,
            """
            INSERT INTO domestik.ledger (host, probe, accepted, purged, last_sample)
            SELECT host, probe, CAST(sum(CASE WHEN live THEN 0 ELSE accepted END) AS BIGINT),
              CAST(sum(CASE WHEN live THEN 0 ELSE purged END) AS BIGINT), max(last_sample)
            FROM folded GROUP BY host, probe
            """,
            "DROP TABLE folded"));
  }

  /**
   * Unbroken runs, each with the digests of its latest; those from before there were digests stay
   * for themselves. A run that lacks digests has just as many as are kept of it, so that those of
   * one that goes on from it stand behind them without a gap.
   */
  private static void foldDeliveries(Transaction transaction, Hosts hosts) {
    replace(
        transaction,
        hosts,
        "delivery",
        "host, boot",
        "first, last, digests",
        """
        SELECT host, boot, min(first) AS first, max(last) AS last,
          right(string_agg(digests, '' ORDER BY first), %s) AS digests
        FROM (
          SELECT host, boot, first, last, digests,
            sum(CASE WHEN first <= before + 1 AND known = known_before THEN 0 ELSE 1 END)
              OVER (PARTITION BY host, boot ORDER BY first) AS stretch
          FROM (
            SELECT host, boot, first, last, digests, known, entries,
              lag(last) OVER in_order AS before, lag(known) OVER in_order AS known_before
            FROM (
              SELECT *, digests IS NOT NULL AS known,
                count(*) OVER (PARTITION BY host, boot) AS entries
              FROM domestik.delivery WHERE %s
            ) delivered
            WINDOW in_order AS (PARTITION BY host, boot ORDER BY first)
          ) with_the_one_before
          WHERE entries > 1
        ) in_stretches
        GROUP BY host, boot, stretch
        """
            .formatted(Deliveries.KEPT * Digest.LENGTH, hosts.have("host")));
  }

  private static void foldRuns(Transaction transaction, Hosts hosts) {
    String others = "probe, outcome, error, time, micros";
    replace(
        transaction,
        hosts,
        "run",
        "host, script",
        others,
        """
        SELECT host, script, %s
        FROM (
          SELECT *, row_number() OVER (PARTITION BY host, script ORDER BY time DESC) AS age,
            count(*) OVER (PARTITION BY host, script) AS entries
          FROM domestik.run WHERE %s
        ) by_age
        WHERE age = 1 AND entries > 1
        """
            .formatted(others, hosts.have("host")));
  }

  /** Puts rows in the place of all that have the same key. */
  private static void replace(
      Transaction transaction, Hosts hosts, String table, String key, String others, String rows) {
    String same =
        Stream.of(key.split(", "))
            .map(column -> "t." + column + " = f." + column)
            .collect(Collectors.joining(" AND "));
    String columns = key + ", " + others;
    transaction.run(
        List.of(
            "CREATE TEMPORARY TABLE folded AS " + rows,
            "DELETE FROM %s t USING folded f WHERE %s AND %s"
                .formatted(Identifiers.table(table), same, hosts.have("t.host")),
            "INSERT INTO %s (%s) SELECT %s FROM folded"
                .formatted(Identifiers.table(table), columns, columns),
            "DROP TABLE folded"));
  }
}
