// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.storage.duckdb.ParquetFile;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Times;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, in its order, as a DuckDB of their own reads them. Not thread-safe.
 */
public final class ParquetRows implements AutoCloseable {
  /** What a file begins and ends with. */
  private static final String MARK = "PAR1";

  private final Connection connection;
  private final @Nullable String description;
  private final Statement statement;
  private final ResultSet rows;
  private final List<String> columns = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  private ParquetRows(Connection connection, Path file) throws SQLException {
    this.connection = connection;
    description = description(connection, file);
    PreparedStatement select = connection.prepareStatement("SELECT * FROM read_parquet(?)");
    statement = select;
    select.setString(1, file.toString());
    rows = select.executeQuery();
    ResultSetMetaData meta = rows.getMetaData();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(meta.getColumnName(i));
      types.add(meta.getColumnType(i));
    }
  }

  /**
   * Opens a file.
   *
   * @throws BadInput where it is none of Parquet
   */
  public static ParquetRows open(Path file) {
    checkEnds(file);
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "256MB");
    settings.setProperty("threads", "1");
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
      try {
        return new ParquetRows(connection, file);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new BadInput(file + " cannot be read as Parquet: " + new SqlFault(e).words(), e);
    }
  }

  /** Of any other file DuckDB says how its own reader failed. */
  private static void checkEnds(Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < 2L * MARK.length() || !isMark(in, 0)) {
        throw new BadInput(file + " is no Parquet file: it does not begin with " + MARK);
      }
      if (!isMark(in, in.length() - MARK.length())) {
        throw new BadInput(file + " is no whole Parquet file: it does not end with " + MARK);
      }
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + FileFault.of(e), e);
    }
  }

  private static boolean isMark(RandomAccessFile in, long at) throws IOException {
    byte[] bytes = new byte[MARK.length()];
    in.seek(at);
    in.readFully(bytes);
    return new String(bytes, US_ASCII).equals(MARK);
  }

  private static @Nullable String description(Connection connection, Path file)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?")) {
      select.setString(1, file.toString());
      select.setString(2, ParquetFile.DESCRIPTION);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  /** What the file says of its probe, as JSON; null where it says nothing. */
  public @Nullable String description() {
    return description;
  }

  public List<String> columns() {
    return List.copyOf(columns);
  }

  /** The next row's texts, numbers, booleans and instants; null at the end. */
  public @Nullable Object @Nullable [] next() {
    try {
      if (!rows.next()) {
        return null;
      }
      @Nullable Object[] cells = new @Nullable Object[columns.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = cell(i + 1, types.get(i));
      }
      return cells;
    } catch (SQLException e) {
      throw new BadInput("cannot be read: " + new SqlFault(e).words(), e);
    }
  }

  private @Nullable Object cell(int column, int type) throws SQLException {
    Object cell =
        switch (type) {
          case Types.DOUBLE, Types.FLOAT, Types.REAL, Types.DECIMAL -> rows.getDouble(column);
          case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT -> rows.getLong(column);
          case Types.BOOLEAN -> rows.getBoolean(column);
          case Types.TIMESTAMP_WITH_TIMEZONE -> Times.instant(rows, column);
          case Types.TIMESTAMP -> utc(column);
          default -> rows.getString(column);
        };
    return cell == null || rows.wasNull() ? null : cell;
  }

  /** What writes a time of no zone means UTC, also where this machine's clocks leave it out. */
  private @Nullable Instant utc(int column) throws SQLException {
    LocalDateTime time = rows.getObject(column, LocalDateTime.class);
    return time == null ? null : time.toInstant(ZoneOffset.UTC);
  }

  @Override
  public void close() {
    try {
      rows.close();
      statement.close();
      connection.close();
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }
}
