// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowSink;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** DuckDB's appender. It wants every column in the table's order, so the order is checked. */
final class AppenderSink implements RowSink {
  private final DuckDBAppender appender;
  private final Function<SQLException, RuntimeException> fault;
  private boolean broken;

  /**
   * Opens a table.
   *
   * @param fault makes what is thrown of what the database says
   */
  AppenderSink(
      Connection connection, String table, Function<SQLException, RuntimeException> fault) {
    this.fault = fault;
    try {
      appender =
          connection.unwrap(DuckDBConnection.class).createAppender(Identifiers.SCHEMA, table);
    } catch (SQLException e) {
      throw fault.apply(e);
    }
  }

  /** One step of the appender. */
  private interface Step {
    void take() throws SQLException;
  }

  private void step(Step step) {
    try {
      step.take();
    } catch (SQLException e) {
      broken = true;
      throw fault.apply(e);
    }
  }

  @Override
  public void beginRow() {
    step(appender::beginRow);
  }

  @Override
  public void integer(int value) {
    step(() -> appender.append(value));
  }

  @Override
  public void bigint(long value) {
    step(() -> appender.append(value));
  }

  @Override
  public void real(double value) {
    step(() -> appender.append(value));
  }

  @Override
  public void time(long micros) {
    step(() -> appender.appendEpochMicros(micros));
  }

  @Override
  public void text(String value) {
    step(() -> appender.append(value));
  }

  @Override
  public void bool(boolean value) {
    step(() -> appender.append(value));
  }

  @Override
  public void missing() {
    step(appender::appendNull);
  }

  @Override
  public void endRow() {
    step(appender::endRow);
  }

  @Override
  public void close() {
    try {
      appender.close();
    } catch (SQLException e) {
      if (!broken) {
        throw fault.apply(e);
      }
    }
  }
}
