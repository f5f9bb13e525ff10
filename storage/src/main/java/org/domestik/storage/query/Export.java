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
import org.domestik.model.DerivedValue;
import org.domestik.model.ProbeDescription;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.Series;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.duckdb.ParquetFile;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/**
 * Writes live data and archive of a probe as one table: host, keys, {@code sample_time}, whether
 * the row is {@code archived}, how many {@code samples} it stands for, and minimum, maximum and
 * average of every value. Live rows have three equal numbers, as in a {@link Series}.
 */
public final class Export {
  /** How many rows are read from the store at once. */
  private static final long AT_ONCE = 50_000;

  private static final List<String> NUMBERS = List.of("_min", "_max", "_avg");

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
      file.write(target);
      return rows;
    } catch (SqlFault e) {
      throw new StorageUnavailable("the file cannot be written: " + e.words(), e);
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
    return columns;
  }

  private List<String> keyColumns() {
    List<String> columns = new ArrayList<>(List.of("host"));
    description.keys().forEach(key -> columns.add(Identifiers.quoted(key)));
    columns.add(database.dialect().micros("sample_time"));
    return columns;
  }

  private List<String> liveColumns() {
    List<String> columns = keyColumns();
    description.values().forEach(value -> columns.add(Identifiers.quoted(value.name())));
    return columns;
  }

  private List<String> archiveColumns() {
    List<String> columns = keyColumns();
    columns.add("samples");
    for (String name : probe.tables().archived()) {
      NUMBERS.forEach(number -> columns.add(Identifiers.quoted(name + number)));
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
    ProbeTables tables = probe.tables();
    return readPart(transaction, tables.archiveView(), archiveColumns(), all, file, this::archived)
        + readPart(transaction, tables.view(), liveColumns(), all, file, this::live);
  }

  /** A span of time, in microseconds; {@code to} is exclusive. */
  private record Part(long from, long to) {}

  /** How many rows there are, and in which part. */
  private record Rows(long count, Part part) {}

  /** Reads a part, in halves where it has too many rows to hold. */
  private long readPart(
      Transaction transaction,
      String view,
      List<String> columns,
      Part part,
      ParquetFile file,
      Numbers numbers) {
    Dialect dialect = database.dialect();
    Rows found =
        transaction.one(
            "SELECT count(*), "
                + dialect.micros("min(sample_time)")
                + ", "
                + dialect.micros("max(sample_time)")
                + from(view, part),
            row -> new Rows(row.getLong(1), new Part(row.getLong(2), row.getLong(3) + 1)),
            host());
    Part there = found.part;
    if (found.count > AT_ONCE && there.to - there.from > 1) {
      long middle = there.from + (there.to - there.from) / 2;
      return readPart(transaction, view, columns, new Part(there.from, middle), file, numbers)
          + readPart(transaction, view, columns, new Part(middle, there.to), file, numbers);
    }
    if (found.count > 0) {
      try (RowSink sink = file.rows()) {
        transaction.each(
            "SELECT " + String.join(", ", columns) + from(view, there) + " ORDER BY sample_time",
            row -> copy(row, numbers, sink),
            host());
      }
    }
    return found.count;
  }

  private String from(String view, Part part) {
    Dialect dialect = database.dialect();
    return " FROM "
        + Identifiers.table(view)
        + " WHERE sample_time >= "
        + dialect.time(part.from)
        + " AND sample_time < "
        + dialect.time(part.to)
        + (query.host() == null ? "" : " AND host = ?");
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
    sink.bool(true);
    sink.bigint(row.getLong(column));
    for (int i = 1; i <= NUMBERS.size() * probe.tables().archived().size(); i++) {
      double number = row.getDouble(column + i);
      if (row.wasNull()) {
        sink.missing();
      } else {
        sink.real(number);
      }
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
