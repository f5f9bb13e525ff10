// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.Expression;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Series;
import org.domestik.storage.catalog.SeriesNumber;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;
import org.domestik.storage.tail.PackedRows;
import org.domestik.storage.tail.Tail;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of a described probe's tables into points, with the derived values. The table is
 * called {@code t} in the statement, so that no value's name is another table's column too.
 */
public final class SeriesReader {
  /** What a bucket has of each value, in this order. */
  private static final List<String> OF_A_VALUE = List.of("_min", "_max", "_sum", "_count");

  private static final int WIDTH = OF_A_VALUE.size();
  private static final int MAX = 1;
  private static final int SUM = 2;
  private static final int COUNT = 3;

  private final ProbeDescription description;
  private final ProbeTables tables;
  private final Map<String, Integer> places = new HashMap<>();

  public SeriesReader(ProbeTables tables) {
    this.tables = tables;
    description = tables.description();
    for (int i = 0; i < description.values().size(); i++) {
      places.put(description.values().get(i).name(), i);
    }
  }

  /**
   * Passes a series' live rows to a taker.
   *
   * @param from inclusive, in microseconds
   * @param to exclusive
   */
  public void readLive(
      Transaction transaction, SeriesNumber series, long from, long to, PackedRows.Taker taker) {
    transaction.each(
        "SELECT %s FROM %s t"
                .formatted(liveColumns(transaction.dialect()), Identifiers.table(tables.live()))
            + where(transaction.dialect(), series, from, to)
            + " ORDER BY sample_time",
        live(taker));
  }

  /**
   * A series' live rows, if they are in memory.
   *
   * @param from inclusive, in microseconds
   * @param to exclusive
   */
  @Nullable Series recent(Tail tail, long from, long to) {
    SeriesBuilder points = new SeriesBuilder(tables.archived());
    return tail.read(description.values(), from, to, samples(points)) ? points.series() : null;
  }

  /** Makes a series' buckets into points; likewise. */
  public void readBuckets(
      Transaction transaction, SeriesNumber series, long from, long to, SeriesBuilder points) {
    BucketRows rows = new BucketRows(WIDTH * tables.archived().size());
    transaction.each(
        "SELECT %s FROM %s t"
                .formatted(
                    bucketColumns(transaction.dialect()), Identifiers.table(tables.buckets()))
            + where(transaction.dialect(), series, from, to),
        row -> {
          points.ensureRoom(rows.size());
          rows.add(row);
        });
    rows.each((start, end, cells, at) -> bucket(points, start, end, cells, at));
  }

  /**
   * The rows of one series and span of time. The numbers stand in the text, not beside it: only
   * what is known when the statement is planned lets DuckDB skip blocks by their bounds.
   */
  private static String where(Dialect dialect, SeriesNumber series, long from, long to) {
    return """
         WHERE host = %s AND series = %s AND sample_time >= %s AND sample_time < %s
        """
        .formatted(series.host(), series.series(), dialect.time(from), dialect.time(to));
  }

  /** What {@link #live} reads of a live row, from the first column on. */
  String liveColumns(Dialect dialect) {
    StringBuilder columns = new StringBuilder(dialect.micros("t.sample_time"));
    description
        .values()
        .forEach(value -> columns.append(", t.").append(Identifiers.quoted(value.name())));
    return columns.toString();
  }

  /** What {@link #buckets} reads of a bucket, from the first column on. */
  String bucketColumns(Dialect dialect) {
    StringBuilder columns = new StringBuilder(dialect.micros("t.sample_time"));
    for (String name : tables.archived()) {
      for (String suffix : OF_A_VALUE) {
        columns.append(", t.").append(Identifiers.quoted(name + suffix));
      }
    }
    return columns.append(", ").append(dialect.micros("t.bucket_end")).toString();
  }

  /** Passes each live row to a taker. */
  Transaction.RowReader live(PackedRows.Taker taker) {
    double[] numbers = new double[description.values().size()];
    return row -> {
      BucketRows.read(row, numbers, 0, numbers.length);
      taker.take(row.getLong(1), numbers);
    };
  }

  /** Makes the numbers of live rows into points. */
  public PackedRows.Taker samples(SeriesBuilder points) {
    return (micros, numbers) -> {
      SeriesBuilder.Point point = points.at(Math.floorDiv(micros, 1000L));
      for (int i = 0; i < numbers.length; i++) {
        point.add(i, numbers[i], numbers[i], numbers[i], 1);
      }
      for (int i = 0; i < description.derived().size(); i++) {
        Expression expression = description.derived().get(i).expression();
        double number =
            expression.evaluate(
                name -> {
                  Integer place = places.get(name);
                  return place == null ? Double.NaN : numbers[place];
                });
        point.add(numbers.length + i, number, number, number, 1);
      }
    };
  }

  /** Makes each bucket into a point. */
  Transaction.RowReader buckets(SeriesBuilder points) {
    double[] cells = new double[WIDTH * tables.archived().size()];
    return row -> {
      BucketRows.read(row, cells, 0, cells.length);
      bucket(points, row.getLong(1), row.getLong(cells.length + 2), cells, 0);
    };
  }

  /** Makes one into a point; its numbers stand in an array from a place on. */
  private void bucket(SeriesBuilder points, long start, long end, double[] cells, int at) {
    SeriesBuilder.Point point = points.at(Math.floorDiv(start, 1000L));
    int values = description.values().size();
    for (int i = 0; i < values; i++) {
      add(point, i, cells, at + WIDTH * i);
    }
    for (int i = 0; i < description.derived().size(); i++) {
      int place = at + WIDTH * (values + i);
      if (!Double.isNaN(cells[place + COUNT])) {
        add(point, values + i, cells, place);
        continue;
      }
      // The bucket is older than the derived value, or than its formula.
      Bounds bounds = Bounds.of(description.derived().get(i).expression(), extremes(cells, at));
      if (bounds != null) {
        point.addBounds(values + i, bounds.least(), bounds.greatest());
      }
    }
    point.archived(Math.floorDiv(end, 1000L));
    points.archivedUntil(end);
  }

  private static void add(SeriesBuilder.Point point, int value, double[] cells, int at) {
    double count = cells[at + COUNT];
    if (count > 0) {
      point.add(value, cells[at], cells[at + MAX], cells[at + SUM] / count, (long) count);
    }
  }

  /** What each measured value lay between. */
  private Map<String, Bounds> extremes(double[] cells, int at) {
    Map<String, Bounds> extremes = new HashMap<>();
    for (int i = 0; i < description.values().size(); i++) {
      double min = cells[at + WIDTH * i];
      if (!Double.isNaN(min)) {
        extremes.put(
            description.values().get(i).name(), new Bounds(min, cells[at + WIDTH * i + MAX]));
      }
    }
    return extremes;
  }
}
