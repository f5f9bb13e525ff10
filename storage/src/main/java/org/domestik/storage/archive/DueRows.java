// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Times;

/**
 * How many rows of one host and probe a job has to do.
 *
 * @param rows live rows, or buckets
 * @param earliest the time of the earliest of them
 */
record DueRows(long rows, Instant earliest) {
  /** So many rows take as long and as much memory as one bucket that is made of them. */
  private static final long ROWS_OF_A_BUCKET = 16;

  /**
   * Counts what is before each host's cut-off, of a described probe; only hosts with any.
   *
   * @param live whether live rows are counted rather than buckets
   */
  static Map<String, DueRows> of(
      Database database,
      Catalog catalog,
      KnownProbe probe,
      Map<String, Instant> before,
      boolean live) {
    Map<Integer, String> names = new HashMap<>();
    Map<Integer, Instant> known = new HashMap<>();
    before.forEach(
        (name, instant) -> {
          KnownHost host = catalog.host(name);
          if (host != null) {
            names.put(host.id(), name);
            known.put(host.id(), instant);
          }
        });
    if (known.isEmpty() || probe.kind() instanceof HandWritten) {
      return Map.of();
    }
    OldRows cut = new OldRows(database.dialect(), known);
    ProbeTables tables = probe.tables();
    return database.read(
        transaction -> {
          Map<String, DueRows> due = new HashMap<>();
          transaction.each(
              "SELECT l.host, count(*), "
                  + database.dialect().micros("min(l.sample_time)")
                  + " FROM "
                  + (live ? cut.live(tables, "") : cut.buckets(tables))
                  + " GROUP BY l.host",
              row -> {
                String name = names.get(row.getInt(1));
                if (name != null) {
                  due.put(name, new DueRows(row.getLong(2), Times.instant(row.getLong(3))));
                }
              });
          return due;
        });
  }

  /**
   * How much work these live rows are at most, in rows.
   *
   * @param series how many series the host has of the probe
   * @param before the cut-off
   * @param every the length of a bucket
   */
  long work(long series, Instant before, Duration every) {
    long periods = Duration.between(earliest, before).dividedBy(every) + 1;
    return rows + ROWS_OF_A_BUCKET * Math.min(rows, series * periods);
  }
}
