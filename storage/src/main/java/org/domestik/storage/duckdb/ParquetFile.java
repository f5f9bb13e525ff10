// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.domestik.storage.StorageUnavailable;
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

  /** What DuckDB packs at a time, and a multiple of it a group of rows. */
  private static final int VECTOR = 2_048;

  /** So many cells of 8 bytes fit beside all else into its memory. */
  private static final int CELLS = 2_000_000;

  /** As many rows as a group of DuckDB's has where nobody asks for less. */
  private static final int MOST_ROWS = 60 * VECTOR;

  private final Connection connection;
  private final int group;

  private ParquetFile(Connection connection, int group) {
    this.connection = connection;
    this.group = group;
  }

  /**
   * Opens the file rows gather in, which the caller removes.
   *
   * @param columns as a CREATE TABLE has them, by name and type
   */
  public static ParquetFile open(Path gathering, List<String> columns) {
    int group = Math.clamp((long) CELLS / columns.size() / VECTOR * VECTOR, VECTOR, MOST_ROWS);
    Properties settings = new Properties();
    settings.setProperty("temp_directory", gathering + ".tmp");
    settings.setProperty("memory_limit", "96MB");
    settings.setProperty("threads", "1");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
      ParquetFile file = new ParquetFile(connection, group);
      file.run("SET TimeZone = 'UTC'");
      // A column of a group takes a block at least, of 256 KiB if nobody asks for less.
      file.run(
          "ATTACH %s AS gathering (BLOCK_SIZE 16384, ROW_GROUP_SIZE %d)"
              .formatted(Identifiers.text(gathering.toString()), group));
      file.run("USE gathering");
      file.run("CREATE SCHEMA " + Identifiers.SCHEMA);
      file.run(
          "CREATE TABLE " + Identifiers.table(TABLE) + " (" + String.join(", ", columns) + ")");
      return file;
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  /** How many rows may come at a time, so that those of a wide probe fit into memory. */
  public int room() {
    return group;
  }

  /** Forgets the rows that came. */
  public void clear() {
    run("TRUNCATE " + Identifiers.table(TABLE));
  }

  /** Takes more rows, column by column; they are there when it is closed. */
  public RowSink rows() {
    return new AppenderSink(connection, TABLE, ParquetFile::fault);
  }

  /** Writes all rows to a file that is not there yet, and what it says of its probe. */
  public void write(Path target, String description) {
    run(
        "COPY "
            + Identifiers.table(TABLE)
            + " TO "
            + Identifiers.text(target.toString())
            + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE "
            + group
            + ", KV_METADATA {"
            + DESCRIPTION
            + ": "
            + Identifiers.text(description)
            + "})");
  }

  /** Not the store's: whoever reads that would do its work again. */
  private static StorageUnavailable fault(SQLException e) {
    return new StorageUnavailable("the file cannot be written: " + new SqlFault(e).words(), e);
  }

  private void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw fault(e);
    }
  }
}
