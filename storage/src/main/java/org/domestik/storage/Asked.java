// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Answers the SELECTs of people, on a connection of its own: read-only, one statement, for a
 * limited time, and rolled back whatever it was.
 */
final class Asked {
  private static final int SECONDS = 30;
  private static final int MAX_LENGTH = 100_000;

  private final Database database;

  Asked(Database database) {
    this.database = database;
  }

  Table select(String sql, int maxRows) {
    if (sql.length() > MAX_LENGTH || sql.indexOf(0) >= 0) {
      throw new BadInput("a statement has at most " + MAX_LENGTH + " characters");
    }
    String text = sql.strip().replaceFirst(";\\s*$", "");
    String wrapped = database.dialect().oneSelect(text, maxRows + 1);
    database.settle();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(database.dialect().beginRead());
      try {
        run(connection, database.dialect().lessRights());
        return answer(connection, wrapped, maxRows);
      } finally {
        run(connection, database.dialect().leave());
      }
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  /** DuckDB closes a statement that fails, so each gets its own. */
  private static void run(Connection connection, List<String> statements) throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  private static Table answer(Connection connection, String sql, int maxRows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(SECONDS);
      try (ResultSet rows = statement.executeQuery(sql)) {
        int width = rows.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int column = 1; column <= width; column++) {
          columns.add(rows.getMetaData().getColumnLabel(column));
        }
        List<List<@Nullable Object>> answer = new ArrayList<>();
        while (rows.next() && answer.size() < maxRows + 1) {
          List<@Nullable Object> cells = new ArrayList<>();
          for (int column = 1; column <= width; column++) {
            cells.add(cell(rows.getObject(column)));
          }
          answer.add(cells);
        }
        boolean truncated = answer.size() > maxRows;
        return new Table(columns, truncated ? answer.subList(0, maxRows) : answer, truncated);
      }
    }
  }

  private static @Nullable Object cell(@Nullable Object cell) {
    return switch (cell) {
      case null -> null;
      case Boolean bool -> bool;
      case Double number -> Double.isFinite(number) ? (Object) number : number.toString();
      case Float number -> cell((double) number);
      case BigInteger number -> number;
      case BigDecimal number -> number;
      case Number number -> number.longValue();
      case OffsetDateTime time -> time.toInstant().toString();
      case Timestamp time -> time.toInstant().atOffset(ZoneOffset.UTC).toInstant().toString();
      default -> cell.toString();
    };
  }

  private static RuntimeException fault(SQLException e) {
    SqlFault fault = new SqlFault(e);
    if (fault.isOutage()) {
      return new StorageUnavailable("the database says: " + fault.words(), fault);
    }
    boolean late = fault.state().equals("57014") || fault.words().contains("INTERRUPT");
    return new BadInput(
        late ? "the statement took longer than " + SECONDS + " s" : fault.words(), fault);
  }
}
