// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.List;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.batch.Digest;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Transaction;

/**
 * Folds the tables that only ever grow: sums in the ledger, unbroken runs of deliveries, the last
 * run of each script. What they say stays the same.
 */
public final class Folding {
  /** After so many new rows; folding that many takes some 10 ms. */
  private static final long EVERY_ROWS = 50_000;

  /** One run of so many looks at all hours of the ledger, the others at those rows come for. */
  private static final int ALL_HOURS_EVERY = 20;

  private static final int LATEST_HOURS = 3;

  private final Database database;
  private long rows;
  private int runs;

  public Folding(Database database) {
    this.database = database;
  }

  /**
   * Counts the rows that were added to these tables, and folds them now and then. A failure only
   * means that it is done later.
   */
  synchronized void added(long more) {
    rows += more;
    if (rows >= EVERY_ROWS) {
      rows = 0;
      try {
        run();
      } catch (StorageUnavailable e) {
        Log.LOGGER.warning(() -> "folding: " + e.getMessage());
      }
    }
  }

  /** Folds all three, in one transaction: a kill within it leaves them as they were. */
  public synchronized void run() {
    boolean allHours = runs++ % ALL_HOURS_EVERY == 0;
    // Alone, so that no delivery can slip between two servers' look and note.
    database.changeAlone(
        transaction -> {
          foldLedger(transaction, allHours);
          fold(transaction, "delivery", "host, boot, first, last, digests", deliveries());
          String run = "host, script, probe, outcome, error, time, micros";
          fold(
              transaction,
              "run",
              run,
              """
              SELECT %s
              FROM (
                SELECT *, row_number() OVER (PARTITION BY host, script ORDER BY time DESC) AS age
                FROM domestik.run
              ) by_age
              WHERE age = 1
              """
                  .formatted(run));
        });
  }

  /**
   * Unbroken runs, each with the digests of its latest; those from before there were digests stay
   * for themselves. A run that lacks digests has just as many as are kept of it, so that those of
   * one that goes on from it stand behind them without a gap.
   */
  private static String deliveries() {
    return """
        SELECT host, boot, min(first), max(last),
          right(string_agg(digests, '' ORDER BY first), %s)
        FROM (
          SELECT host, boot, first, last, digests,
            sum(CASE WHEN first <= before + 1 AND known = known_before THEN 0 ELSE 1 END)
              OVER (PARTITION BY host, boot ORDER BY first) AS stretch
          FROM (
            SELECT host, boot, first, last, digests, known,
              lag(last) OVER in_order AS before, lag(known) OVER in_order AS known_before
            FROM (SELECT *, digests IS NOT NULL AS known FROM domestik.delivery) delivered
            WINDOW in_order AS (PARTITION BY host, boot ORDER BY first)
          ) with_the_one_before
        ) in_stretches
        GROUP BY host, boot, stretch
        """
        .formatted(Deliveries.KEPT * Digest.LENGTH);
  }

  /**
   * Leaves alone what has one entry only, which is most: each hour of live data that is over. An
   * hour of which nothing is live any more gives up its entry.
   */
  private static void foldLedger(Transaction transaction, boolean allHours) {
    String hours =
        allHours
            ? ""
            : "WHERE hour IS NULL OR hour > (SELECT max(hour) FROM domestik.ledger) - "
                + LATEST_HOURS;
    transaction.run(
        List.of(
            """
            CREATE TEMPORARY TABLE folded AS
            SELECT host, probe, hour, CAST(sum(accepted) AS BIGINT) AS accepted,
              CAST(sum(purged) AS BIGINT) AS purged, max(last_sample) AS last_sample
            FROM domestik.ledger %s
            GROUP BY host, probe, hour HAVING count(*) > 1
            """
                .formatted(hours),
            """
            DELETE FROM domestik.ledger l USING folded f
            WHERE l.host = f.host AND l.probe = f.probe AND l.hour IS NOT DISTINCT FROM f.hour
            """,
            """
            INSERT INTO domestik.ledger (host, probe, accepted, purged, last_sample, hour)
            SELECT host, probe, CAST(sum(accepted) AS BIGINT), CAST(sum(purged) AS BIGINT),
              max(last_sample), live
            FROM (SELECT *, CASE WHEN accepted <> 0 THEN hour END AS live FROM folded) with_live
            GROUP BY host, probe, live
            """,
            "DROP TABLE folded"));
  }

  private static void fold(Transaction transaction, String table, String columns, String folded) {
    transaction.run(
        List.of(
            "CREATE TEMPORARY TABLE folded AS " + folded,
            "DELETE FROM " + Identifiers.table(table),
            "INSERT INTO " + Identifiers.table(table) + " (" + columns + ") SELECT * FROM folded",
            "DROP TABLE folded"));
  }
}
