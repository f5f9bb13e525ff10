// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.books;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The books of one transaction: how many rows of each host and probe came and went.
 *
 * <p>Rows that went into live data are booked under their hour, and leave it when they are
 * archived: what stands under an hour is what live data must hold of it.
 */
public final class Ledger {
  /** Of what is not live data. No sample is of a time before 1970. */
  private static final int NO_HOUR = -1;

  private static final List<String> COLUMNS =
      List.of("host", "probe", "accepted", "purged", "last_sample", "hour");

  private record Account(int host, int probe, int hour) {}

  private static final class Sums {
    long accepted;
    long purged;
    long last = -1;
  }

  private final Map<Account, Sums> accounts = new LinkedHashMap<>();

  /**
   * Books rows that are live data now, of one time, in microseconds.
   *
   * @param now no time counts as later than this: what a wrong clock says must not move a cut-off
   */
  public void accepted(int host, int probe, long rows, long micros, long now) {
    // An entry without rows would be left in its hour for ever: nothing books it out.
    int hour = rows == 0 ? NO_HOUR : (int) (micros / Times.HOUR);
    add(new Account(host, probe, hour), rows, Math.min(micros, now));
  }

  /** Books rows that went elsewhere than into live data, as {@link #accepted} does. */
  public void acceptedElsewhere(int host, int probe, long rows, long micros, long now) {
    add(new Account(host, probe, NO_HOUR), rows, Math.min(micros, now));
  }

  private void add(Account account, long rows, long last) {
    Sums sums = accounts.computeIfAbsent(account, it -> new Sums());
    sums.accepted += rows;
    sums.last = Math.max(sums.last, last);
  }

  public void purged(int host, int probe, long rows) {
    accounts.computeIfAbsent(new Account(host, probe, NO_HOUR), it -> new Sums()).purged += rows;
  }

  /** Books rows as if they had been accepted or not; {@code hour} null: not as live data. */
  void corrected(int host, int probe, @Nullable Instant hour, long rows) {
    int its = hour == null ? NO_HOUR : (int) (Times.micros(hour) / Times.HOUR);
    accounts.computeIfAbsent(new Account(host, probe, its), it -> new Sums()).accepted += rows;
  }

  /** Whether nothing came and nothing went. */
  public boolean isEmpty() {
    return accounts.isEmpty();
  }

  public void write(Transaction transaction) {
    if (isEmpty()) {
      return;
    }
    try (RowSink sink = transaction.sink("ledger", COLUMNS)) {
      accounts.forEach(
          (account, sums) -> {
            sink.beginRow();
            sink.integer(account.host());
            sink.integer(account.probe());
            sink.bigint(sums.accepted);
            sink.bigint(sums.purged);
            if (sums.last < 0) {
              sink.missing();
            } else {
              sink.time(sums.last);
            }
            if (account.hour() == NO_HOUR) {
              sink.missing();
            } else {
              sink.integer(account.hour());
            }
            sink.endRow();
          });
    }
  }

  /**
   * Books rows that are there as no longer live, or as live from now on. What was accepted in all
   * stays the same.
   *
   * @param rows what follows FROM: of the live table as {@code l}, or of another with {@code host}
   *     and {@code sample_time}
   * @param number how many live rows some of them stand for, as an aggregate
   */
  public static void move(
      Transaction transaction, String probe, String rows, String number, boolean archived) {
    String hour = transaction.dialect().wholeHours("l.sample_time");
    transaction.execute(
        """
        INSERT INTO domestik.ledger (host, probe, accepted, purged, hour)
        SELECT moved.host, (SELECT id FROM domestik.probe WHERE name = ?),
          CAST(sum(moved.rows) * CASE WHEN moved.hour IS %s THEN 1 ELSE -1 END AS BIGINT),
          0, moved.hour
        FROM (
          SELECT hours.host, hours.rows, CASE WHEN side.archive THEN NULL ELSE hours.hour END AS hour
          FROM (SELECT l.host, CAST(%s AS INTEGER) AS hour, %s AS rows FROM %s GROUP BY 1, 2) hours
            CROSS JOIN (VALUES (TRUE), (FALSE)) side(archive)
        ) moved
        GROUP BY moved.host, moved.hour
        """
            .formatted(archived ? "NULL" : "NOT NULL", hour, number, rows),
        probe);
  }

  /** When an hour of the ledger begins. */
  static Instant begin(long hour) {
    return Instant.EPOCH.plus(hour, ChronoUnit.HOURS);
  }
}
