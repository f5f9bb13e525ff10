// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.Series;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.duckdb.ParquetFile;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/**
 * Writes live data and archive of a probe as one table: host, keys, {@code sample_time}, whether
 * the row is {@code archived}, how many {@code samples} it stands for, and minimum, maximum and
 * average of every value. Live rows have three equal numbers, as in a {@link Series}. Behind them
 * stands what else a bucket knows, and the file says what the probe is: an import makes the same of
 * it.
 */
public final class Export {
  /** How many rows are read from the store at once, at most. */
  private static final long AT_ONCE = 50_000;

  private static final List<String> NUMBERS = List.of("_min", "_max", "_avg");

  /** What only buckets have, with its type. */
  private static final List<String> OF_BUCKETS =
      List.of("_sum DOUBLE", "_count BIGINT", "_min_time TIMESTAMPTZ", "_max_time TIMESTAMPTZ");

  private final Database database;
  private final KnownProbe probe;
  private final ProbeDescription description;
  private final ExportQuery query;

  public Export(Database database, KnownProbe probe, ExportQuery query) {
    this.database = database;
    this.probe = probe.described("tables of its own: ask them by SQL");
    this.description = probe.description();
    this.query = query;
  }

  /** Writes the file, which is not there yet; returns the number of rows. */
  public long write(Path target) {
    Path gathering = target.resolveSibling(target.getFileName() + ".duckdb");
    try (ParquetFile file = ParquetFile.open(gathering, columns())) {
      long rows = database.read(transaction -> read(transaction, file));
      file.write(target, Json.write(description.toTree()));
      return rows;
    } finally {
      remove(gathering);
    }
  }

  private static void remove(Path gathering) {
    try {
      Files.deleteIfExists(gathering);
      Files.deleteIfExists(gathering.resolveSibling(gathering.getFileName() + ".wal"));
    } catch (IOException e) {
      Log.LOGGER.warning(() -> gathering + " cannot be removed: " + e.getMessage());
    }
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("host VARCHAR"));
    description.keys().forEach(key -> columns.add(Identifiers.quoted(key) + " VARCHAR"));
    columns.addAll(List.of("sample_time TIMESTAMPTZ", "archived BOOLEAN", "samples BIGINT"));
    for (String name : probe.tables().archived()) {
      NUMBERS.forEach(number -> columns.add(Identifiers.quoted(name + number) + " DOUBLE"));
    }
    columns.add("bucket_end TIMESTAMPTZ");
    for (String name : probe.tables().archived()) {
      for (String more : OF_BUCKETS) {
        int type = more.indexOf(' ');
        columns.add(Identifiers.quoted(name + more.substring(0, type)) + more.substring(type));
      }
    }
    return columns;
  }

  private List<String> keyColumns() {
    List<String> columns = new ArrayList<>(List.of("h.name"));
    description.keys().forEach(key -> columns.add("s." + Identifiers.quoted(key)));
    columns.add(database.dialect().micros("t.sample_time"));
    return columns;
  }

  private List<String> liveColumns() {
    List<String> columns = keyColumns();
    description.values().forEach(value -> columns.add("t." + Identifiers.quoted(value.name())));
    return columns;
  }

  private List<String> archiveColumns() {
    Dialect dialect = database.dialect();
    List<String> columns = keyColumns();
    columns.add("t.samples");
    columns.add(dialect.micros("t.bucket_end"));
    for (String name : probe.tables().archived()) {
      for (String suffix : ProbeTables.SUFFIXES) {
        String column = "t." + Identifiers.quoted(name + suffix);
        columns.add(suffix.endsWith("_time") ? dialect.micros(column) : column);
      }
    }
    return columns;
  }

  /** Puts the numbers of one row of the store, from a column on, into the file. */
  private interface Numbers {
    void copy(ResultSet row, int column, RowSink sink) throws SQLException;
  }

  // Both in one snapshot: what the archive job moves meanwhile would else be in neither.
  private long read(Transaction transaction, ParquetFile file) {
    long from = Times.clampedMicros(query.from());
    long to = Times.clampedMicros(query.to());
    Part all = new Part(from, to);
    file.clear(); // It may be done again, as the store was short of memory.
    ProbeTables tables = probe.tables();
    return readPart(transaction, tables.buckets(), archiveColumns(), all, file, this::archived)
        + readPart(transaction, tables.live(), liveColumns(), all, file, this::live);
  }

  /** A span of time, in microseconds; {@code to} is exclusive. */
  private record Part(long from, long to) {}

  /** How many rows there are, and in which part. */
  private record Rows(long count, Part part) {}

  /** Reads a part, in halves where it has too many rows to hold. */
  private long readPart(
      Transaction transaction,
      String table,
      List<String> columns,
      Part part,
      ParquetFile file,
      Numbers numbers) {
    Dialect dialect = database.dialect();
    Rows found =
        transaction.one(
            "SELECT count(*), "
                + dialect.micros("min(t.sample_time)")
                + ", "
                + dialect.micros("max(t.sample_time)")
                + from(table, part),
            row -> new Rows(row.getLong(1), new Part(row.getLong(2), row.getLong(3) + 1)),
            host());
    Part there = found.part;
    if (found.count > Math.min(AT_ONCE, file.room()) && there.to - there.from > 1) {
      long middle = there.from + (there.to - there.from) / 2;
      return readPart(transaction, table, columns, new Part(there.from, middle), file, numbers)
          + readPart(transaction, table, columns, new Part(middle, there.to), file, numbers);
    }
    if (found.count > 0) {
      try (RowSink sink = file.rows()) {
        transaction.each(
            "SELECT " + String.join(", ", columns) + from(table, there) + " ORDER BY t.sample_time",
            row -> copy(row, numbers, sink),
            host());
      }
    }
    return found.count;
  }

  private String from(String table, Part part) {
    Dialect dialect = database.dialect();
    return """
         FROM %s t JOIN %s s ON s.host = t.host AND s.series = t.series
          JOIN domestik.host h ON h.id = t.host
        WHERE t.sample_time >= %s AND t.sample_time < %s%s
        """
        .formatted(
            Identifiers.table(table),
            Identifiers.table(probe.tables().series()),
            dialect.time(part.from),
            dialect.time(part.to),
            query.host() == null ? "" : " AND h.name = ?");
  }

  private Object[] host() {
    String host = query.host();
    return host == null ? new Object[0] : new Object[] {host};
  }

  private void copy(ResultSet row, Numbers numbers, RowSink sink) throws SQLException {
    int texts = 1 + description.keys().size();
    sink.beginRow();
    for (int column = 1; column <= texts; column++) {
      sink.text(row.getString(column));
    }
    sink.time(row.getLong(texts + 1));
    numbers.copy(row, texts + 2, sink);
    sink.endRow();
  }

  private void archived(ResultSet row, int column, RowSink sink) throws SQLException {
    int values = probe.tables().archived().size();
    int suffixes = ProbeTables.SUFFIXES.size();
    sink.bool(true);
    sink.bigint(row.getLong(column));
    for (int value = 0; value < values; value++) {
      int at = column + 2 + value * suffixes;
      number(row, at, sink);
      number(row, at + 1, sink);
      double average = row.getDouble(at + 2) / row.getLong(at + 3);
      if (Double.isFinite(average)) {
        sink.real(average);
      } else {
        sink.missing();
      }
    }
    sink.time(row.getLong(column + 1));
    for (int value = 0; value < values; value++) {
      int at = column + 2 + value * suffixes;
      number(row, at + 2, sink);
      long count = row.getLong(at + 3);
      if (row.wasNull()) {
        sink.missing();
      } else {
        sink.bigint(count);
      }
      time(row, at + 4, sink);
      time(row, at + 5, sink);
    }
  }

  private static void number(ResultSet row, int column, RowSink sink) throws SQLException {
    double number = row.getDouble(column);
    if (row.wasNull()) {
      sink.missing();
    } else {
      sink.real(number);
    }
  }

  private static void time(ResultSet row, int column, RowSink sink) throws SQLException {
    long micros = row.getLong(column);
    if (row.wasNull()) {
      sink.missing();
    } else {
      sink.time(micros);
    }
  }

  private void live(ResultSet row, int column, RowSink sink) throws SQLException {
    sink.bool(false);
    sink.bigint(1);
    Map<String, Double> values = new HashMap<>();
    for (int i = 0; i < description.values().size(); i++) {
      double number = row.getDouble(column + i);
      thrice(row.wasNull() ? Double.NaN : number, sink);
      values.put(description.values().get(i).name(), row.wasNull() ? Double.NaN : number);
    }
    for (DerivedValue derived : description.derived()) {
      thrice(derived.expression().evaluate(name -> values.getOrDefault(name, Double.NaN)), sink);
    }
    for (int i = 0; i < 1 + OF_BUCKETS.size() * probe.tables().archived().size(); i++) {
      sink.missing();
    }
  }

  private static void thrice(double number, RowSink sink) {
    for (int i = 0; i < NUMBERS.size(); i++) {
      if (Double.isFinite(number)) {
        sink.real(number);
      } else {
        sink.missing();
      }
    }
  }
}
