// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.SqlFault;

/**
 * Rows on their way into a Parquet file: they gather in a DuckDB file of their own beside it,
 * whatever the store is, so that memory stays bounded and the store is locked for no longer than it
 * is read.
 */
public final class ParquetFile implements AutoCloseable {
  /** Under which name a file has what it says of its probe, as JSON. */
  public static final String DESCRIPTION = "domestik";

  private static final String TABLE = "rows";

  private final Connection connection;
  private final List<String> columns;

  private ParquetFile(Connection connection, List<String> columns) {
    this.connection = connection;
    this.columns = columns;
  }

  /**
   * Opens the file rows gather in, which the caller removes.
   *
   * @param columns as a CREATE TABLE has them, by name and type
   */
  public static ParquetFile open(Path gathering, List<String> columns) {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "96MB");
    settings.setProperty("threads", "1");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:" + gathering, settings);
      ParquetFile file = new ParquetFile(connection, new ArrayList<>(columns));
      file.run("SET TimeZone = 'UTC'");
      file.run("CREATE SCHEMA " + Identifiers.SCHEMA);
      file.run(
          "CREATE TABLE " + Identifiers.table(TABLE) + " (" + String.join(", ", columns) + ")");
      return file;
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  /** Takes more rows, column by column; they are there when it is closed. */
  public RowSink rows() {
    return new AppenderSink(connection, TABLE, columns);
  }

  /** Writes all rows to a file that is not there yet, and what it says of its probe. */
  public void write(Path target, String description) {
    run(
        "COPY "
            + Identifiers.table(TABLE)
            + " TO '"
            + target.toString().replace("'", "''")
            + "' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {"
            + DESCRIPTION
            + ": '"
            + description.replace("'", "''")
            + "'})");
  }

  private void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }
}
