// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.List;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;

/** Tells which rows one probe's archive counts already for sure. */
final class ArchivedRows {
  private final KnownProbe probe;
  private final Dialect dialect;
  private final int values;

  ArchivedRows(KnownProbe probe, Dialect dialect) {
    this.probe = probe;
    this.dialect = dialect;
    values = probe.description().values().size();
  }

  /** A value's column of a bucket. */
  private String bucket(int value, String suffix) {
    return "b." + Identifiers.quoted(probe.description().values().get(value).name() + suffix);
  }

  /** Selects the numbers of rows at whose times there is a bucket, whatever it counts. */
  String covered(String rows, Range times, Range hosts) {
    return """
        SELECT r.number FROM %s r JOIN %s b
          ON b.host = r.host AND b.series = r.series AND b.sample_time <= r.sample_time
            AND b.bucket_end > r.sample_time%s
        """
        .formatted(rows, Identifiers.table(probe.tables().buckets()), near(times, hosts));
  }

  /** What the rows imply of buckets that they can be in. */
  private String near(Range times, Range hosts) {
    return dialect.implied(
        hosts.has("b.host"),
        "b.sample_time <= " + dialect.time(times.most()),
        "b.bucket_end > " + dialect.time(times.least()));
  }

  /**
   * Selects the numbers of those rows.
   *
   * @param rows a table of rows with {@code number} and values {@code v0} …
   */
  String select(String rows, Range times, Range hosts) {
    List<String> instants = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      instants.add(bucket(i, "_min_time"));
      instants.add(bucket(i, "_max_time"));
    }
    String near = near(times, hosts);
    String buckets = Identifiers.table(probe.tables().buckets());
    String found =
        dialect.isDistributed()
            ? """
               JOIN %s b
                ON b.host = r.host AND b.series = r.series AND b.sample_time <= r.sample_time
                  AND b.bucket_end > r.sample_time
              """
                .formatted(buckets)
            : dialect.findsByTime()
                // A hash join finds what is equal: each bucket once for each of its instants.
                ? """
               JOIN (SELECT b.*, unnest([%s]) AS "an instant" FROM %s b WHERE TRUE%s) b
                ON b.host = r.host AND b.series = r.series AND b."an instant" = r.sample_time
              """
                    .formatted(String.join(", ", instants), buckets, near)
                // As buckets never overlap, it is the last that begins by then: an index knows it.
                : """
               JOIN %1$s b
                ON b.host = r.host AND b.series = r.series AND b.sample_time = (
                  SELECT max(x.sample_time) FROM %1$s x
                  WHERE x.host = r.host AND x.series = r.series AND x.sample_time <= r.sample_time
                )
              """
                    .formatted(buckets);
    return "SELECT r.number FROM " + rows + " r" + found + " WHERE NOT r.there AND " + counts();
  }

  /**
   * Whether a bucket has a row's number at its instant, and nothing of it that the row there may
   * have lacked.
   */
  private String counts() {
    List<String> fits = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      String mine = "r.v" + i;
      fits.add(
          "(%s IS NULL OR %s = b.samples AND %s BETWEEN %s AND %s)"
              .formatted(mine, bucket(i, "_count"), mine, bucket(i, "_min"), bucket(i, "_max")));
      for (String extreme : List.of("_min", "_max")) {
        seen.add(
            "%s = %s AND %s = r.sample_time"
                .formatted(mine, bucket(i, extreme), bucket(i, extreme + "_time")));
      }
    }
    return String.join(" AND ", fits) + " AND (" + String.join(" OR ", seen) + ")";
  }
}
