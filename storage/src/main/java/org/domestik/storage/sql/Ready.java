// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement that can be run, once. */
final class Ready implements AutoCloseable {
  private final Statement statement;

  /** What it says; null where it is prepared. */
  private final @Nullable String sql;

  private Ready(Statement statement, @Nullable String sql) {
    this.statement = statement;
    this.sql = sql;
  }

  static Ready prepared(PreparedStatement statement) {
    return new Ready(statement, null);
  }

  static Ready plain(Statement statement, String sql) {
    return new Ready(statement, sql);
  }

  ResultSet query() throws SQLException {
    return sql == null
        ? ((PreparedStatement) statement).executeQuery()
        : statement.executeQuery(sql);
  }

  long update() throws SQLException {
    return sql == null
        ? ((PreparedStatement) statement).executeLargeUpdate()
        : statement.executeLargeUpdate(sql);
  }

  /** Closes its rows too. */
  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
