// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Expression;
import org.domestik.model.ProbeDescription;
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
  /** Where the first value's columns stand in what {@link #bucketColumns} names; each has four. */
  private static final int MIN = 2;

  private static final int MAX = 3;
  private static final int SUM = 4;
  private static final int COUNT = 5;

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
            + where(transaction.dialect(), series, from, to),
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
    transaction.each(
        "SELECT %s FROM %s t"
                .formatted(
                    bucketColumns(transaction.dialect()), Identifiers.table(tables.buckets()))
            + where(transaction.dialect(), series, from, to),
        buckets(points));
  }

  /**
   * The rows of one series and span of time, in order. The numbers stand in the text, not beside
   * it: only what is known when the statement is planned lets DuckDB skip blocks by their bounds.
   */
  private static String where(Dialect dialect, SeriesNumber series, long from, long to) {
    return """
         WHERE host = %s AND series = %s AND sample_time >= %s AND sample_time < %s
        ORDER BY sample_time
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
      for (String suffix : List.of("_min", "_max", "_sum", "_count")) {
        columns.append(", t.").append(Identifiers.quoted(name + suffix));
      }
    }
    return columns.append(", ").append(dialect.micros("t.bucket_end")).toString();
  }

  /** Passes each live row to a taker. */
  Transaction.RowReader live(PackedRows.Taker taker) {
    double[] numbers = new double[description.values().size()];
    return row -> {
      for (int i = 0; i < numbers.length; i++) {
        double number = row.getDouble(i + 2);
        numbers[i] = row.wasNull() ? Double.NaN : number;
      }
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
    int end = 2 + 4 * tables.archived().size();
    return row -> {
      bucket(row, points).archived(Math.floorDiv(row.getLong(end), 1000L));
      points.archivedUntil(Instant.EPOCH.plus(row.getLong(end), ChronoUnit.MICROS));
    };
  }

  private SeriesBuilder.Point bucket(ResultSet row, SeriesBuilder points) throws SQLException {
    SeriesBuilder.Point point = points.at(Math.floorDiv(row.getLong(1), 1000L));
    int values = description.values().size();
    for (int i = 0; i < values; i++) {
      double min = row.getDouble(MIN + 4 * i);
      if (!row.wasNull()) {
        add(point, i, min, row);
      }
    }
    for (int i = 0; i < description.derived().size(); i++) {
      int place = values + i;
      long count = row.getLong(COUNT + 4 * place);
      if (row.wasNull()) {
        // The bucket is older than the derived value, or than its formula.
        Bounds bounds = Bounds.of(description.derived().get(i).expression(), extremes(row));
        if (bounds != null) {
          point.addBounds(place, bounds.least(), bounds.greatest());
        }
      } else if (count > 0) {
        add(point, place, row.getDouble(MIN + 4 * place), row);
      }
    }
    return point;
  }

  private static void add(SeriesBuilder.Point point, int place, double min, ResultSet row)
      throws SQLException {
    int column = 4 * place;
    double max = row.getDouble(MAX + column);
    long count = row.getLong(COUNT + column);
    point.add(place, min, max, row.getDouble(SUM + column) / count, count);
  }

  /** What each measured value lay between. */
  private Map<String, Bounds> extremes(ResultSet row) throws SQLException {
    Map<String, Bounds> extremes = new HashMap<>();
    for (int i = 0; i < description.values().size(); i++) {
      double min = row.getDouble(MIN + 4 * i);
      if (!row.wasNull()) {
        extremes.put(
            description.values().get(i).name(), new Bounds(min, row.getDouble(MAX + 4 * i)));
      }
    }
    return extremes;
  }
}
