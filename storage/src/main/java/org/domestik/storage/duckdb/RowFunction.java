// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowSource;
import org.domestik.storage.sql.RowSource.Column;
import org.domestik.storage.sql.RowSource.Kind;
import org.domestik.storage.sql.SqlFault;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.jspecify.annotations.Nullable;

/**
 * Rows for an INSERT, which DuckDB asks for as it takes them: all in one statement. Its appender
 * makes a statement of every 2,048.
 */
final class RowFunction implements DuckDBTableFunction<RowSource, Object, Object> {
  private static final String NAME = "domestik_waiting_rows";

  /**
   * What the statement that this thread prepares is to insert. Nobody else's statement can ask for
   * it: it would take rows away that were promised to be stored.
   */
  private static final ThreadLocal<@Nullable RowSource> OFFERED = new ThreadLocal<>();

  private RowFunction() {}

  /** Makes it known to a database that was just opened. */
  static void register(Connection connection) throws SQLException {
    try (var builder = DuckDBFunctions.tableFunction()) {
      builder.withName(NAME).withFunction(new RowFunction()).register(connection);
    }
  }

  /**
   * Inserts all rows of a source into a table.
   *
   * @throws SqlFault if that fails; the source is used up then too
   */
  static void insert(Connection connection, String table, RowSource source) {
    String names =
        source.columns().stream()
            .map(column -> Identifiers.quoted(column.name()))
            .collect(Collectors.joining(", "));
    run(connection, "INSERT INTO " + Identifiers.table(table) + " (" + names + ") ", source);
  }

  /** Makes a temporary table of all rows of a source; throws as {@link #insert} does. */
  static void stage(Connection connection, String table, RowSource source) {
    run(connection, "CREATE TEMPORARY TABLE " + table + " AS ", source);
  }

  private static void run(Connection connection, String before, RowSource source) {
    // To name each column would take longer than all the rest, where there are many.
    String times =
        source.columns().stream()
            .filter(column -> column.kind() == Kind.TIME)
            .map(column -> Identifiers.quoted(column.name()))
            .map(name -> "make_timestamptz(" + name + ") AS " + name)
            .collect(Collectors.joining(", "));
    String cells = times.isEmpty() ? "*" : "* REPLACE (" + times + ")";
    OFFERED.set(source);
    try (Statement statement = connection.createStatement()) {
      statement.execute(before + "SELECT " + cells + " FROM " + NAME + "()");
    } catch (SQLException e) {
      throw new SqlFault(e);
    } finally {
      OFFERED.remove();
    }
  }

  @Override
  public RowSource bind(DuckDBTableFunctionBindInfo info) throws SQLException {
    RowSource source = OFFERED.get();
    if (source == null) {
      throw new SQLException(NAME + " is for rows on their way into the tables");
    }
    for (Column column : source.columns()) {
      info.addResultColumn(
          column.name(),
          switch (column.kind()) {
            case INTEGER -> DuckDBColumnType.INTEGER;
            case BIGINT, TIME -> DuckDBColumnType.BIGINT;
            case REAL -> DuckDBColumnType.DOUBLE;
          });
    }
    return source;
  }

  @Override
  public Object init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1); // The rows keep their order.
    return this;
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter chunk) {
    RowSource source = call.getBindData();
    VectorSink sink = new VectorSink(chunk);
    boolean more = true;
    while (more && sink.row() < chunk.capacity()) {
      more = source.next(sink);
    }
    return sink.row();
  }
}
