// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Rows in the order of their series' number, the last column, taken series by series. */
public final class RowsBySeries implements AutoCloseable {
  private final Ready statement;
  private final ResultSet rows;
  private final int numberColumn;
  private boolean there;

  /** Takes the statement over, closing it also where it fails. */
  RowsBySeries(Ready statement) throws SQLException {
    this.statement = statement;
    try {
      rows = statement.query();
      numberColumn = rows.getMetaData().getColumnCount();
      there = rows.next();
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Passes the rows of one series to a reader; those before it are skipped. */
  public void take(int series, Transaction.RowReader reader) {
    try {
      while (there && rows.getInt(numberColumn) <= series) {
        if (rows.getInt(numberColumn) == series) {
          reader.read(rows);
        }
        there = rows.next();
      }
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  @Override
  public void close() {
    try {
      statement.close(); // With its rows.
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }
}
