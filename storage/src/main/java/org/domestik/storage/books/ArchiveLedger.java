// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.books;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Transaction;

/**
 * The archive's ledger of one probe: how many samples the buckets of a host that start at one time
 * hold together. Entries add up; each is made in the transaction that changes the buckets.
 */
public final class ArchiveLedger {
  private static final int AT_ONCE = 500;

  private final Transaction transaction;
  private final String probe;

  /** How many samples a bucket holds that starts at a time, in microseconds. */
  public record Entry(int host, long start, long samples) {}

  public ArchiveLedger(Transaction transaction, String probe) {
    this.transaction = transaction;
    this.probe = probe;
  }

  /**
   * Books buckets as added, or as removed.
   *
   * @param buckets a relation with {@code host}, {@code sample_time} and {@code samples}
   */
  public void add(String buckets, boolean removed) {
    transaction.execute(
        """
        INSERT INTO domestik.book (host, probe, sample_time, samples)
        SELECT b.host, (SELECT id FROM domestik.probe WHERE name = ?), b.sample_time,
          CAST(%ssum(b.samples) AS BIGINT)
        FROM %s b GROUP BY b.host, b.sample_time
        """
            .formatted(removed ? "-" : "", buckets),
        probe);
  }

  /**
   * Books all buckets there are, unless they are booked already: what is there now is what will
   * have to be there from now on.
   */
  public void begin(String buckets) {
    if (!transaction.any(
        """
        SELECT b.probe FROM domestik.book b JOIN domestik.probe p ON p.id = b.probe
        WHERE p.name = ? LIMIT 1
        """,
        probe)) {
      add(buckets, false);
    }
  }

  /**
   * Books what was done to buckets held in memory: the samples of those added less those removed.
   */
  public void add(Stream<Entry> added, Stream<Entry> removed) {
    Map<String, Long> places = new TreeMap<>();
    added.forEach(it -> places.merge(place(it), it.samples(), Long::sum));
    removed.forEach(it -> places.merge(place(it), -it.samples(), Long::sum));
    List<String> rows =
        places.entrySet().stream()
            .filter(place -> place.getValue() != 0)
            .map(place -> "(" + place.getKey() + ", " + place.getValue() + ")")
            .toList();
    for (int from = 0; from < rows.size(); from += AT_ONCE) {
      List<String> part = rows.subList(from, Math.min(rows.size(), from + AT_ONCE));
      add(
          "(SELECT * FROM (VALUES " + String.join(", ", part) + ") v(host, sample_time, samples))",
          false);
    }
  }

  /** Books samples of a host's buckets that start at one time as if they were there, or not. */
  void correct(int host, Instant start, long samples) {
    Dialect dialect = transaction.dialect();
    add(
        "(SELECT "
            + host
            + " AS host, "
            + dialect.instant(start)
            + " AS sample_time, "
            + samples
            + " AS samples)",
        false);
  }

  private String place(Entry entry) {
    return entry.host() + ", " + transaction.dialect().time(entry.start());
  }

  /**
   * Leaves one entry of those that add up, and none where they add up to nothing.
   *
   * @param cut of what starts before: a relation {@code (host, before)}
   */
  public void fold(String cut) {
    String old =
        """
        b.host = c.host AND b.sample_time < c.before
          AND b.probe = (SELECT id FROM domestik.probe WHERE name = ?)
        """;
    transaction.execute(
        """
        CREATE TEMPORARY TABLE booked AS
        SELECT b.host, b.sample_time, sum(b.samples) AS samples
        FROM domestik.book b JOIN (%s) c ON %s
        GROUP BY b.host, b.sample_time HAVING sum(b.samples) <> 0
        """
            .formatted(cut, old),
        probe);
    transaction.execute("DELETE FROM domestik.book b USING (" + cut + ") c WHERE " + old, probe);
    add("booked", false);
    transaction.run("DROP TABLE booked");
  }
}
