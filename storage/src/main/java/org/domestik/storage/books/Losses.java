// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.books;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Loss;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** What was acknowledged and is gone, as it is gathered at a start and kept in the database. */
public final class Losses {
  private final Instant found;
  private final Map<Place, Sums> gathered = new LinkedHashMap<>();

  /** Nothing yet; {@code found} is when all of it is found. */
  public Losses(Instant found) {
    this.found = found;
  }

  /** Whose samples, and what became of them; null is for nobody knows. */
  private record Place(@Nullable Integer host, @Nullable Integer probe, String cause) {}

  private static final class Sums {
    @Nullable Instant first;
    @Nullable Instant last;
    long rows;
  }

  /** Hears of a loss of one host and probe. */
  interface Hearer {
    void hear(String host, String probe, Loss loss);
  }

  public boolean isEmpty() {
    return gathered.isEmpty();
  }

  /**
   * Adds rows, or what nobody knows the rows of.
   *
   * @param host whose; null if nobody knows
   * @param first when the first of them is of
   * @param last when the last of them is of
   * @param rows 0 if nobody knows
   */
  public void add(
      @Nullable Integer host,
      @Nullable Integer probe,
      @Nullable Instant first,
      @Nullable Instant last,
      long rows,
      String cause) {
    Sums sums = gathered.computeIfAbsent(new Place(host, probe, cause), it -> new Sums());
    sums.rows += rows;
    Instant before = sums.first;
    Instant after = sums.last;
    sums.first = before == null || first != null && first.isBefore(before) ? first : before;
    sums.last = after == null || last != null && last.isAfter(after) ? last : after;
  }

  /** Keeps them; those that are kept already, as after a kill, only once. */
  public void write(Transaction transaction) {
    gathered.forEach(
        (place, sums) -> {
          if (!transaction.any(
              """
              SELECT cause FROM domestik.lost
              WHERE host IS NOT DISTINCT FROM ? AND probe IS NOT DISTINCT FROM ? AND cause = ?
                AND last IS NOT DISTINCT FROM ?
              """,
              place.host(),
              place.probe(),
              place.cause(),
              sums.last)) {
            transaction.execute(
                "INSERT INTO domestik.lost VALUES (?, ?, ?, ?, ?, ?, ?)",
                place.host(),
                place.probe(),
                sums.first,
                sums.last,
                sums.rows,
                place.cause(),
                found);
          }
        });
  }

  /** Passes on all that are kept; a store without a journal has no place for them. */
  static void read(Transaction transaction, Hearer hearer) {
    if (!Schema.has(transaction, "lost")) {
      return;
    }
    transaction.each(
        """
        SELECT h.name, p.name, l.first, l.last, l.samples, l.cause, l.found
        FROM domestik.lost l
          LEFT JOIN domestik.host h ON h.id = l.host
          LEFT JOIN domestik.probe p ON p.id = l.probe
        ORDER BY l.found, l.cause
        """,
        row -> {
          String host = row.getString(1);
          String probe = row.getString(2);
          Instant its = Times.instant(row, 7);
          hearer.hear(
              host == null ? Balance.UNKNOWN : host,
              probe == null ? Balance.UNKNOWN : probe,
              new Loss(
                  Times.instant(row, 3),
                  Times.instant(row, 4),
                  row.getLong(5),
                  row.getString(6),
                  its == null ? Instant.EPOCH : its));
        });
  }

  /** Forgets those of a host and probe, as {@link #read} names them. */
  static void forget(Transaction transaction, String host, String probe) {
    transaction.execute(
        """
        DELETE FROM domestik.lost
        WHERE coalesce((SELECT name FROM domestik.host WHERE id = lost.host), ?) = ?
          AND coalesce((SELECT name FROM domestik.probe WHERE id = lost.probe), ?) = ?
        """,
        Balance.UNKNOWN,
        host,
        Balance.UNKNOWN,
        probe);
  }

  /** Says in the log what is kept. */
  public static void log(Database database) {
    List<String> lines = new ArrayList<>();
    database.look(
        transaction ->
            read(
                transaction,
                (host, probe, loss) ->
                    lines.add("host " + host + ", probe " + probe + ": " + loss)));
    lines.forEach(Log.LOGGER::severe);
  }
}
