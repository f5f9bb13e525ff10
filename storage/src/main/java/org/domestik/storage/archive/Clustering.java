// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;

/**
 * Moves rows, which come in order of time, into the order of series, on DuckDB: a question about
 * one series looks at few of them then, and live rows take half of the disk. Whatever is asked, the
 * answer is the same before and after.
 */
public final class Clustering {
  /** A pack of DuckDB's: it packs a column by so many rows. */
  static final int STRETCH = 2048;

  /** A row group of DuckDB's, which is written as it is if it comes whole. */
  static final int GROUP = 60 * STRETCH;

  /** Bounds the memory of a part: some 32 MB, of the 128 that DuckDB has. */
  private static final int MOST_CELLS = 4_000_000;

  /** Of what is younger, late rows may still come. */
  private static final Duration SETTLED = Duration.ofHours(1);

  private final Database database;
  private final Catalog catalog;

  public Clustering(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /**
   * One table's way to move.
   *
   * @param mark what is noted of it goes by this name
   * @param stretch of one series as many rows move as are a multiple of this
   * @param least rows at once
   * @param most rows at once, which bounds how long others wait
   */
  private record Relation(String name, String mark, int stretch, int least, int most) {

    /**
     * Where all rows of a pack are one series', neither host nor series nor steady times take
     * anything; where two series meet, their times alone take five bytes a row. So live rows move
     * in whole stretches, and as many at once as get a row group of their own. There are none of
     * rows so wide that this would take too much memory.
     */
    static Relation live(ProbeTables tables) {
      int most = Math.min(2 * GROUP, MOST_CELLS / tables.liveColumns().size());
      return new Relation(tables.live(), tables.live(), STRETCH, GROUP, most);
    }

    /**
     * Of a bucket, times are the lesser part. So all move as soon as there are enough, which is a
     * few days of all series; and once more in whole stretches, so that in the end a row group has
     * some series of months.
     */
    static List<Relation> buckets(ProbeTables tables) {
      int columns = 5 + ProbeTables.SUFFIXES.size() * tables.archived().size();
      int most = Math.min(2 * GROUP, MOST_CELLS / columns);
      String name = tables.buckets();
      return List.of(
          new Relation(name, name + " of days", 1, most / 2, most),
          new Relation(name, name + " of months", STRETCH, most / 2, most));
    }

    String sql() {
      return Identifiers.table(name);
    }

    /** How far each series {@code l} moved already: a relation {@code c}. */
    String moved() {
      return " LEFT JOIN domestik.clustered c ON c.mark = '"
          + mark
          + "' AND c.host = l.host AND c.series = l.series";
    }
  }

  /**
   * Rows of one series that are to move: the oldest of those that did not move yet.
   *
   * @param oldest the time of the first, in microseconds
   */
  private record Stretch(int host, int series, long rows, long oldest) {
    @Override
    public String toString() {
      return "(" + host + ", " + series + ", " + rows + ")";
    }
  }

  /** Moves what is due; each part is one transaction. */
  public synchronized long run(Instant now) {
    long rows = 0;
    for (KnownProbe probe : catalog.described()) {
      rows += run(Relation.live(probe.tables()), now);
      for (Relation table : Relation.buckets(probe.tables())) {
        rows += run(table, now);
      }
    }
    return rows;
  }

  private long run(Relation table, Instant now) {
    if (table.most() < table.least()) {
      return 0;
    }
    long rows = 0;
    for (List<Stretch> part : parts(table, due(table, now))) {
      rows += move(table, part);
    }
    return rows;
  }

  private List<Stretch> due(Relation table, Instant now) {
    return database.read(
        transaction ->
            transaction.list(
                """
                SELECT l.host, l.series, count(*), epoch_us(min(l.sample_time))
                FROM %s l%s
                WHERE (c.until IS NULL OR l.sample_time > c.until) AND l.sample_time < %s
                GROUP BY l.host, l.series HAVING count(*) >= %s
                ORDER BY l.host, l.series
                """
                    .formatted(
                        table.sql(),
                        table.moved(),
                        database.dialect().instant(now.minus(SETTLED)),
                        table.stretch()),
                row -> {
                  long rows = Math.min(row.getLong(3), table.least());
                  long whole = rows / table.stretch() * table.stretch();
                  return new Stretch(row.getInt(1), row.getInt(2), whole, row.getLong(4));
                }));
  }

  /** Without the last ones, as long as they are too few. */
  private static List<List<Stretch>> parts(Relation table, List<Stretch> due) {
    List<List<Stretch>> parts = new ArrayList<>();
    List<Stretch> part = new ArrayList<>();
    long rows = 0;
    for (Stretch one : due) {
      if (rows >= table.least() && rows + one.rows() > table.most()) {
        parts.add(part);
        part = new ArrayList<>();
        rows = 0;
      }
      part.add(one);
      rows += one.rows();
    }
    if (rows >= table.least()) {
      parts.add(part);
    }
    return parts;
  }

  private long move(Relation table, List<Stretch> part) {
    String values = String.join(", ", part.stream().map(Stretch::toString).toList());
    long oldest = part.stream().mapToLong(Stretch::oldest).min().orElse(0);
    // What moved before need not be looked at again, nor what has other series only.
    String near =
        "l.sample_time >= "
            + database.dialect().time(oldest)
            + " AND "
            + Range.of(part.stream().mapToLong(Stretch::host)).has("l.host")
            + " AND "
            + Range.of(part.stream().mapToLong(Stretch::series)).has("l.series");
    return database.write(
        transaction -> {
          // All columns, whichever there are now, and two with names that no value can have.
          transaction.run(
              """
              CREATE TEMPORARY TABLE moved AS
              SELECT * FROM (
                SELECT l.*, l.rowid AS "old row",
                  row_number() OVER (PARTITION BY l.host, l.series ORDER BY l.sample_time)
                    <= d.rows AS "is due"
                FROM %s l
                  JOIN (VALUES %s) d(host, series, rows)
                    ON l.host = d.host AND l.series = d.series
                  %s
                WHERE %s AND (c.until IS NULL OR l.sample_time > c.until)
              ) m
              WHERE "is due"
              """
                  .formatted(table.sql(), values, table.moved(), near));
          long gone =
              transaction.execute(
                  "DELETE FROM %s l WHERE %s AND rowid IN (SELECT \"old row\" FROM moved)"
                      .formatted(table.sql(), near));
          long back =
              transaction.execute(
                  """
                  INSERT INTO %s SELECT * EXCLUDE ("old row", "is due") FROM moved
                  ORDER BY host, series, sample_time
                  """
                      .formatted(table.sql()));
          // DuckDB's joins were wrong before: a row would be doubled or lost for good.
          if (gone != back) {
            throw new StorageUnavailable(
                "%s: %,d rows would leave their places and %,d come back: all stay"
                    .formatted(table.name(), gone, back));
          }
          transaction.execute(
              """
              DELETE FROM domestik.clustered c USING (SELECT DISTINCT host, series FROM moved) m
              WHERE c.mark = ? AND c.host = m.host AND c.series = m.series
              """,
              table.mark());
          transaction.execute(
              """
              INSERT INTO domestik.clustered
              SELECT ?, host, series, max(sample_time) FROM moved GROUP BY host, series
              """,
              table.mark());
          transaction.run("DROP TABLE moved");
          return back;
        });
  }
}
