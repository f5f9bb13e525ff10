// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves live rows, which come in order of time, into the order of series, on DuckDB: they take half
 * of the disk there, and a question about one series looks at few of them. Whatever is asked, the
 * answer is the same before and after.
 *
 * <p>DuckDB packs a column by {@value #STRETCH} rows. Where all of them are one series', neither
 * host nor series nor steady times take anything; where two series meet, their times alone take
 * five bytes a row. So rows move in whole stretches, and only as many at once as DuckDB puts into a
 * row group of their own.
 */
final class Clustering {
  /** A pack of DuckDB's. */
  static final int STRETCH = 2048;

  /** A row group of DuckDB's: fewer rows would be put behind others, and no pack be one series'. */
  static final int LEAST_ROWS = 60 * STRETCH;

  /** Bounds how long one transaction makes others wait, and its memory. */
  private static final int MOST_ROWS = 2 * LEAST_ROWS;

  /** Wider rows would take more memory at once than DuckDB has. */
  private static final int MOST_VALUES = 24;

  /** Of what is younger, late rows may still come. */
  private static final Duration SETTLED = Duration.ofHours(1);

  private static final Duration EVERY = Duration.ofHours(6);

  private final Database database;
  private final Catalog catalog;
  private final Map<String, Instant> looked = new HashMap<>();

  Clustering(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /**
   * Rows of one series that are to move: the oldest of those that did not move yet.
   *
   * @param oldest the time of the first, in microseconds
   */
  private record Due(int host, int series, long rows, long oldest) {
    @Override
    public String toString() {
      return "(" + host + ", " + series + ", " + rows + ")";
    }
  }

  /** Moves what is due; each part is one transaction. Looks at each probe every six hours. */
  synchronized long run(Instant now) {
    long rows = 0;
    for (KnownProbe probe : catalog.probes()) {
      Instant last = looked.get(probe.name());
      if (probe.behaviour().isDescribed()
          && probe.description().values().size() <= MOST_VALUES
          && (last == null || !now.isBefore(last.plus(EVERY)))) {
        for (List<Due> part : parts(due(probe, now))) {
          rows += move(probe.name(), part);
        }
        looked.put(probe.name(), now);
      }
    }
    return rows;
  }

  private List<Due> due(KnownProbe probe, Instant now) {
    List<Due> due = new ArrayList<>();
    database.read(
        transaction -> {
          transaction.each(
              "SELECT l.host, l.series, count(*), epoch_us(min(l.sample_time)) FROM "
                  + Layout.table(probe.layout().live())
                  + " l LEFT JOIN domestik.clustered c ON c.probe = "
                  + probe.id()
                  + " AND c.host = l.host AND c.series = l.series WHERE (c.until IS NULL OR"
                  + " l.sample_time > c.until) AND l.sample_time < "
                  + database.dialect().instant(now.minus(SETTLED))
                  + " GROUP BY l.host, l.series HAVING count(*) >= "
                  + STRETCH
                  + " ORDER BY l.host, l.series",
              row -> {
                long rows = Math.min(row.getLong(3), LEAST_ROWS) / STRETCH * STRETCH;
                due.add(new Due(row.getInt(1), row.getInt(2), rows, row.getLong(4)));
              });
          return true;
        });
    return due;
  }

  /** Without the last ones, as long as they are too few. */
  private static List<List<Due>> parts(List<Due> due) {
    List<List<Due>> parts = new ArrayList<>();
    List<Due> part = new ArrayList<>();
    long rows = 0;
    for (Due one : due) {
      if (rows + one.rows() > MOST_ROWS) {
        parts.add(part);
        part = new ArrayList<>();
        rows = 0;
      }
      part.add(one);
      rows += one.rows();
    }
    if (rows >= LEAST_ROWS) {
      parts.add(part);
    }
    return parts;
  }

  private long move(String name, List<Due> part) {
    return database.write(
        transaction -> {
          KnownProbe probe = catalog.probe(name);
          if (probe == null) {
            return 0L;
          }
          String live = Layout.table(probe.layout().live());
          long oldest = part.stream().mapToLong(Due::oldest).min().orElse(0);
          // What moved before need not be looked at again.
          String young = "sample_time >= " + database.dialect().time(String.valueOf(oldest));
          String values = String.join(", ", part.stream().map(Due::toString).toList());
          // All columns, whichever there are, and two with names that no value can have.
          transaction.run(
              "CREATE TEMPORARY TABLE moved AS SELECT * FROM (SELECT l.*, l.rowid AS \"old row\","
                  + " row_number() OVER (PARTITION BY l.host, l.series ORDER BY l.sample_time) <="
                  + " d.rows AS \"is due\" FROM "
                  + live
                  + " l JOIN (VALUES "
                  + values
                  + ") d(host, series, rows) ON l.host = d.host AND l.series = d.series LEFT JOIN"
                  + " domestik.clustered c ON c.probe = "
                  + probe.id()
                  + " AND c.host = l.host AND c.series = l.series WHERE l."
                  + young
                  + " AND (c.until IS NULL OR l.sample_time > c.until)) m WHERE \"is due\"");
          transaction.run(
              "DELETE FROM " + live + " WHERE rowid IN (SELECT \"old row\" FROM moved)");
          long rows =
              transaction.execute(
                  "INSERT INTO "
                      + live
                      + " SELECT * EXCLUDE (\"old row\", \"is due\") FROM moved"
                      + " ORDER BY host, series, sample_time");
          transaction.run(
              "DELETE FROM domestik.clustered c USING (SELECT DISTINCT host, series FROM moved) m"
                  + " WHERE c.probe = "
                  + probe.id()
                  + " AND c.host = m.host AND c.series = m.series");
          transaction.run(
              "INSERT INTO domestik.clustered SELECT "
                  + probe.id()
                  + ", host, series, max(sample_time) FROM moved GROUP BY host, series");
          transaction.run("DROP TABLE moved");
          return rows;
        });
  }
}
