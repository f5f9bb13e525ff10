// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Expression;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Row;
import org.domestik.model.ValueDescription;
import org.domestik.model.ValueDescription.Type;
import org.domestik.storage.tail.PackedRows;
import org.domestik.storage.tail.Tail;
import org.jspecify.annotations.Nullable;

/** The seven methods of a probe that is described rather than written. */
final class DescribedProbe extends Probe {
  private static final Instant END = Instant.parse("3000-01-01T00:00:00Z");

  private final ProbeDescription description;
  private final Layout layout;
  private final Policies policies;
  private final Numbers numbers;

  /** The numbers that are in memory; null: the database must be asked. */
  interface Numbers {
    @Nullable SeriesNumber of(String probe, String host, List<String> key);
  }

  DescribedProbe(ProbeDescription description, Layout layout, Policies policies, Numbers numbers) {
    super(description.probe());
    this.description = description;
    this.layout = layout;
    this.policies = policies;
    this.numbers = numbers;
  }

  @Override
  boolean isDescribed() {
    return true;
  }

  /**
   * Stores one sample of a known host and known keys; of rows with one key and time the first wins.
   *
   * <p>What arrives by {@link Storage#accept} goes through {@link LiveRows} instead, which stores
   * what many hosts sent at once ten times as fast, with the same result.
   */
  @Override
  public void newSample(ProbeContext context, String host, List<Row> data, Instant sampleTime) {
    Transaction transaction = (Transaction) context;
    for (Row row : data) {
      SeriesNumber series = number(transaction, host, row.key());
      if (series == null) {
        throw new BadInput(
            "host \"" + host + "\" has no key " + row.key() + " of probe \"" + name() + "\"");
      }
      Map<String, @Nullable Object> stored = new LinkedHashMap<>();
      stored.put("host", series.host());
      stored.put("series", series.series());
      stored.put("sample_time", sampleTime);
      if (context.select(layout.live(), List.of("series"), stored, List.of()).isEmpty()) {
        description.values().forEach(value -> stored.put(value.name(), cell(value, row)));
        context.insert(layout.live(), stored);
      }
    }
  }

  private static @Nullable Object cell(ValueDescription value, Row row) {
    double number = row.value(value.name());
    if (Double.isNaN(number)) {
      return null;
    }
    return value.type() == Type.INTEGER ? (Object) (long) number : (Object) number;
  }

  @Override
  public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
    return archiveAll(context, Map.of(host, before)).getFirst();
  }

  @Override
  public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
    return purgeAll(context, Map.of(host, before)).getFirst();
  }

  @Override
  List<LifeCycle.Step> archiveAll(ProbeContext context, Map<String, Instant> before) {
    return archiving(context).archive(before);
  }

  @Override
  List<LifeCycle.Step> purgeAll(ProbeContext context, Map<String, Instant> before) {
    return archiving(context).purge(before);
  }

  private Archiving archiving(ProbeContext context) {
    return new Archiving((Transaction) context, description, layout, policies);
  }

  @Override
  public List<List<String>> storedData(ProbeContext context, String host) {
    return keys((Transaction) context, host, layout.live());
  }

  @Override
  public List<List<String>> archivedData(ProbeContext context, String host) {
    return keys((Transaction) context, host, layout.buckets());
  }

  private List<List<String>> keys(Transaction transaction, String host, String table) {
    List<String> columns =
        description.keys().stream().map(key -> "s." + Layout.quoted(key)).toList();
    List<List<String>> keys = new ArrayList<>();
    transaction.each(
        "SELECT "
            + (columns.isEmpty() ? "1" : String.join(", ", columns))
            + " FROM "
            + Layout.table(layout.series())
            + " s WHERE s.host = (SELECT id FROM domestik.host WHERE name = ?) AND EXISTS (SELECT *"
            + " FROM "
            + Layout.table(table)
            + " t WHERE t.host = s.host AND t.series = s.series)"
            + (columns.isEmpty() ? "" : " ORDER BY " + String.join(", ", columns)),
        row -> {
          List<String> key = new ArrayList<>();
          for (int level = 1; level <= columns.size(); level++) {
            key.add(row.getString(level));
          }
          keys.add(key);
        },
        host);
    return keys;
  }

  @Override
  public Series getStoredData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    Transaction transaction = (Transaction) context;
    Points points = new Points(layout.archived());
    SeriesNumber series = number(transaction, host, key);
    if (series != null) {
      readLive(transaction, series, micros(from), micros(to), pointsOf(points));
    }
    return points.series();
  }

  /**
   * Passes a series' live rows to a taker.
   *
   * @param from inclusive, in microseconds
   * @param to exclusive
   */
  void readLive(
      Transaction transaction, SeriesNumber series, long from, long to, PackedRows.Taker taker) {
    StringBuilder sql = new StringBuilder("SELECT ");
    sql.append(transaction.dialect().micros("sample_time"));
    description.values().forEach(value -> sql.append(", ").append(Layout.quoted(value.name())));
    sql.append(" FROM ").append(Layout.table(layout.live()));
    sql.append(where(transaction.dialect(), series, from, to));
    double[] numbers = new double[description.values().size()];
    transaction.each(
        sql.toString(),
        row -> {
          for (int i = 0; i < numbers.length; i++) {
            double number = row.getDouble(i + 2);
            numbers[i] = row.wasNull() ? Double.NaN : number;
          }
          taker.take(row.getLong(1), numbers);
        });
  }

  /**
   * A series' live rows, if they are in memory.
   *
   * @param from inclusive, in microseconds
   * @param to exclusive
   */
  @Nullable Series recent(Tail tail, long from, long to) {
    Points points = new Points(layout.archived());
    return tail.read(description.values(), from, to, pointsOf(points)) ? points.series() : null;
  }

  /** What makes rows into points, with the derived values. */
  private PackedRows.Taker pointsOf(Points points) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < description.values().size(); i++) {
      places.put(description.values().get(i).name(), i);
    }
    return (micros, numbers) -> {
      Points.Point point = points.at(Math.floorDiv(micros, 1000L));
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

  /**
   * The rows of one series and span of time, in order. The numbers stand in the text, not beside
   * it: only what is known when the statement is planned lets DuckDB skip blocks by their bounds.
   */
  private static String where(Dialect dialect, SeriesNumber series, long from, long to) {
    return " WHERE host = "
        + series.host()
        + " AND series = "
        + series.series()
        + " AND sample_time >= "
        + dialect.time(String.valueOf(from))
        + " AND sample_time < "
        + dialect.time(String.valueOf(to))
        + " ORDER BY sample_time";
  }

  /** Microseconds since 1970; no sample is before it, and none as late as the year 3000. */
  static long micros(Instant time) {
    Instant capped = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(END) ? END : time;
    return Ledger.micros(capped);
  }

  /** The numbers of a host's key; null if it never delivered it. */
  private @Nullable SeriesNumber number(Transaction transaction, String host, List<String> key) {
    if (key.size() != description.keys().size()) {
      return null;
    }
    SeriesNumber known = numbers.of(description.probe(), host, key);
    if (known != null) {
      return known;
    }
    List<Object> arguments = new ArrayList<>(List.of(host));
    StringBuilder sql = new StringBuilder("SELECT s.host, s.series FROM ");
    sql.append(Layout.table(layout.series()));
    sql.append(" s WHERE s.host = (SELECT id FROM domestik.host WHERE name = ?)");
    for (int level = 0; level < key.size(); level++) {
      sql.append(" AND s.").append(Layout.quoted(description.keys().get(level))).append(" = ?");
      arguments.add(key.get(level));
    }
    List<SeriesNumber> found = new ArrayList<>();
    transaction.each(
        sql.toString(),
        row -> found.add(new SeriesNumber(row.getInt(1), row.getInt(2))),
        arguments.toArray());
    return found.isEmpty() ? null : found.getFirst();
  }

  @Override
  public Series getArchivedData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    Transaction transaction = (Transaction) context;
    Points points = new Points(layout.archived());
    SeriesNumber series = number(transaction, host, key);
    if (series == null) {
      return points.series();
    }
    StringBuilder sql = new StringBuilder("SELECT ");
    sql.append(transaction.dialect().micros("sample_time"));
    for (String name : layout.archived()) {
      for (String suffix : List.of("_min", "_max", "_sum", "_count")) {
        sql.append(", ").append(Layout.quoted(name + suffix));
      }
    }
    sql.append(", ").append(transaction.dialect().micros("bucket_end"));
    sql.append(" FROM ").append(Layout.table(layout.buckets()));
    sql.append(where(transaction.dialect(), series, micros(from), micros(to)));
    int end = 2 + 4 * layout.archived().size();
    transaction.each(
        sql.toString(),
        row -> {
          readBucket(row, points).archived(Math.floorDiv(row.getLong(end), 1000L));
          points.archivedUntil(Instant.EPOCH.plus(row.getLong(end), ChronoUnit.MICROS));
        });
    return points.series();
  }

  private Points.Point readBucket(ResultSet row, Points points) throws SQLException {
    Points.Point point = points.at(Math.floorDiv(row.getLong(1), 1000L));
    Map<String, Bounds> extremes = new HashMap<>();
    int column = 2;
    for (int i = 0; i < description.values().size(); i++, column += 4) {
      double min = row.getDouble(column);
      if (!row.wasNull()) {
        double max = row.getDouble(column + 1);
        extremes.put(description.values().get(i).name(), new Bounds(min, max));
        long count = row.getLong(column + 3);
        point.add(i, min, max, row.getDouble(column + 2) / count, count);
      }
    }
    for (int i = 0; i < description.derived().size(); i++, column += 4) {
      int place = description.values().size() + i;
      long count = row.getLong(column + 3);
      if (row.wasNull()) {
        // The bucket is older than the derived value, or than its formula.
        Bounds bounds = Bounds.of(description.derived().get(i).expression(), extremes);
        if (bounds != null) {
          point.addBounds(place, bounds.least(), bounds.greatest());
        }
      } else if (count > 0) {
        point.add(
            place,
            row.getDouble(column),
            row.getDouble(column + 1),
            row.getDouble(column + 2) / count,
            count);
      }
    }
    return point;
  }
}
