// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Times;

/**
 * In which bucket a row {@code l(host, series, sample_time)} belongs, in SQL.
 *
 * @param start the bucket's start
 * @param finish the bucket's exclusive end
 * @param joined what both need joined to {@code l}; may be empty
 * @param regular whether a bucket {@code t} is one of the grid's own
 */
public record BucketGrid(String start, String finish, String joined, String regular) {
  private static final long DAY = 86_400_000_000L;

  /**
   * A calendar's own buckets.
   *
   * @param days the days since 1970 in UTC in which there are rows; looked at for spans of days and
   *     longer only
   */
  public static BucketGrid of(Dialect dialect, BucketCalendar calendar, Collection<Long> days) {
    if (calendar.every().isCalendar()) {
      return byCalendar(buckets(dialect, calendar, days));
    }
    String row = dialect.micros("l.sample_time");
    String start = "(" + row + " - " + row + " % " + calendar.micros() + ")";
    String bucket = dialect.micros("t.sample_time");
    return new BucketGrid(
        dialect.time(start),
        dialect.time("(" + start + " + " + calendar.micros() + ")"),
        "",
        "(%1$s %% %2$s = 0 AND %3$s - %1$s = %2$s)"
            .formatted(bucket, calendar.micros(), dialect.micros("t.bucket_end")));
  }

  private static BucketGrid byCalendar(String buckets) {
    return new BucketGrid(
        "b.start",
        "b.finish",
        " JOIN (VALUES %s) b(start, finish) ON l.sample_time >= b.start AND l.sample_time < b.finish"
            .formatted(buckets),
        """
        EXISTS (
          SELECT 1 FROM (VALUES %s) r(start, finish)
          WHERE r.start = t.sample_time AND r.finish = t.bucket_end
        )
        """
            .formatted(buckets));
  }

  private static String buckets(Dialect dialect, BucketCalendar calendar, Collection<Long> days) {
    Map<Instant, Instant> buckets = new TreeMap<>();
    for (long number : days) {
      // A day of UTC touches the buckets of its two ends, and the one between if they are days.
      Instant day = Times.instant(number * DAY);
      Instant start = calendar.floor(day);
      while (start.isBefore(day.plus(DAY, ChronoUnit.MICROS))) {
        buckets.put(start, calendar.next(start));
        start = calendar.next(start);
      }
    }
    List<String> rows = new ArrayList<>();
    buckets.forEach(
        (start, finish) ->
            rows.add("(" + dialect.instant(start) + ", " + dialect.instant(finish) + ")"));
    return String.join(", ", rows);
  }

  /**
   * This grid where other buckets are in its way: a row within one of them belongs there, and what
   * is between them takes of the grid's bucket only what is free. So buckets of one series never
   * overlap, whatever the grid was before.
   *
   * @param odd the buckets in the way: a relation {@code (host, series, sample_time, bucket_end)}
   */
  BucketGrid around(String odd) {
    // Each of them answers for all until the next, the first for what is before it, too: one of
    // them for a row. As parts of a UNION, Citus would bring them to the coordinator.
    String spans =
        """
        SELECT host, series, sample_time, bucket_end,
          CASE WHEN lag(sample_time) OVER in_order IS NULL THEN CAST('-infinity' AS TIMESTAMPTZ)
            ELSE sample_time
          END AS since,
          coalesce(lead(sample_time) OVER in_order, CAST('infinity' AS TIMESTAMPTZ)) AS next
        FROM %s o WINDOW in_order AS (PARTITION BY host, series ORDER BY sample_time)
        """
            .formatted(odd);
    return new BucketGrid(
        """
        CASE WHEN l.sample_time < p.sample_time THEN %1$s
          WHEN l.sample_time < p.bucket_end THEN p.sample_time
          ELSE greatest(%1$s, p.bucket_end)
        END
        """
            .formatted(start),
        """
        CASE WHEN l.sample_time < p.sample_time THEN least(%1$s, p.sample_time)
          WHEN l.sample_time < p.bucket_end THEN p.bucket_end
          ELSE least(%1$s, p.next)
        END
        """
            .formatted(finish),
        joined
            + """
               LEFT JOIN (%s) p
                ON p.host = l.host AND p.series = l.series AND l.sample_time >= p.since
                  AND l.sample_time < p.next
              """
                .formatted(spans),
        regular);
  }
}
