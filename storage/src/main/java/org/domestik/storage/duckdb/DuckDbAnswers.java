// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Table;
import org.domestik.storage.sql.AnswerRows;
import org.domestik.storage.sql.Deadline;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Question;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Times;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/**
 * Answers strangers' questions of a DuckDB file: read-only, on a connection of their own.
 *
 * <p>DuckDB's own parser reads the text first, and all it found must be known to be harmless
 * ({@link DuckDbTree}). The text then is the argument of DuckDB's function {@code query}, which
 * takes one SELECT; what is around it makes all cells of types that can be read one by one, so that
 * a large one fails within DuckDB and not in the heap.
 */
final class DuckDbAnswers {
  private static final String TOO_LONG = "a cell is too long";

  private final DuckDBConnection connection;
  private final Question question;
  private final Set<Deadline> underWay;

  private DuckDbAnswers(DuckDBConnection connection, Question question, Set<Deadline> underWay) {
    this.connection = connection;
    this.question = question;
    this.underWay = underWay;
  }

  /** Answers on a connection that nobody else uses; what is under way can be ended by that set. */
  static Table answer(Connection connection, Question question, Set<Deadline> underWay) {
    try {
      DuckDBConnection own = connection.unwrap(DuckDBConnection.class);
      run(own, "BEGIN TRANSACTION READ ONLY");
      try {
        return new DuckDbAnswers(own, question, underWay).answer();
      } finally {
        run(own, "ROLLBACK");
      }
    } catch (SQLException e) {
      throw fault(question, e);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Table answer() throws SQLException {
    DuckDbTree.check(tree());
    List<String> columns = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
      ResultSetMetaData meta = statement.getMetaData();
      for (int column = 1; column <= meta.getColumnCount(); column++) {
        columns.add(meta.getColumnLabel(column));
        kinds.add(Kind.of(meta.getColumnTypeName(column)));
      }
    }
    AnswerRows rows = new AnswerRows(question, columns);
    try (DuckDBPreparedStatement statement = connection.prepare(readable(kinds));
        Deadline deadline = new Deadline(statement, question.seconds())) {
      underWay.add(deadline);
      boolean whole;
      try {
        whole = read(statement, kinds, rows);
      } finally {
        underWay.remove(deadline);
      }
      if (!whole && !rows.isFull()) {
        // The driver tells nobody of a fault between two chunks: only the last row is missing.
        throw deadline.hasPassed()
            ? question.tooLate()
            : new BadInput("the statement failed in the middle of its rows");
      }
    }
    return rows.table();
  }

  private String tree() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
      statement.setString(1, question.sql());
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return String.valueOf(rows.getString(1));
      }
    }
  }

  /** The question's columns by number, each as it can be read; a row after the last says so. */
  private String readable(List<Kind> kinds) {
    List<String> names = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    List<String> nothing = new ArrayList<>();
    for (Kind kind : kinds) {
      String name = "c" + names.size();
      names.add(name);
      cells.add(kind.readable(name));
      nothing.add("NULL");
    }
    return "SELECT "
        + String.join(", ", cells)
        + ", false FROM query("
        + Identifiers.text(question.sql())
        + ") AS answer("
        + String.join(", ", names)
        + ") UNION ALL SELECT "
        + String.join(", ", nothing)
        + ", true";
  }

  /** Whether the rows came to their end. */
  private static boolean read(DuckDBPreparedStatement statement, List<Kind> kinds, AnswerRows rows)
      throws SQLException {
    try (DuckDBChunkedResult result = statement.query()) {
      while (!rows.isFull() && result.nextChunk()) {
        DuckDBDataChunkReader chunk = result.chunk();
        for (long row = 0; row < chunk.rowCount() && !rows.isFull(); row++) {
          if (chunk.vector(kinds.size()).getBoolean(row)) {
            return true;
          }
          List<@Nullable Object> cells = new ArrayList<>();
          for (int column = 0; column < kinds.size(); column++) {
            DuckDBReadableVector vector = chunk.vector(column);
            cells.add(vector.isNull(row) ? null : kinds.get(column).cell(vector, row));
          }
          rows.add(cells);
        }
      }
    }
    return false;
  }

  /** The types that cells are read as; all others as the text DuckDB makes of them. */
  private enum Kind {
    BOOL,
    WHOLE,
    HUGE,
    REAL,
    DECIMAL,
    TIME,
    TEXT;

    static Kind of(String type) {
      return switch (type) {
        case "BOOLEAN" -> BOOL;
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
            WHOLE;
        case "HUGEINT", "UBIGINT" -> HUGE;
        case "FLOAT", "DOUBLE" -> REAL;
        case "TIMESTAMP WITH TIME ZONE", "TIMESTAMP" -> TIME;
        default -> type.startsWith("DECIMAL") ? DECIMAL : TEXT;
      };
    }

    String readable(String column) {
      return switch (this) {
        case BOOL, DECIMAL -> column;
        case WHOLE -> "CAST(" + column + " AS BIGINT)";
        case HUGE -> "CAST(" + column + " AS HUGEINT)";
        case REAL -> "CAST(" + column + " AS DOUBLE)";
        case TIME -> "epoch_us(" + column + ")";
        case TEXT -> bounded("CAST(" + column + " AS VARCHAR)");
      };
    }

    private static String bounded(String text) {
      return "CASE WHEN strlen("
          + text
          + ") > "
          + Question.MAX_CELL
          + " THEN error('"
          + TOO_LONG
          + "') ELSE "
          + text
          + " END";
    }

    Object cell(DuckDBReadableVector vector, long row) {
      return switch (this) {
        case BOOL -> vector.getBoolean(row);
        case WHOLE -> vector.getLong(row);
        case HUGE -> vector.getHugeInt(row);
        case REAL -> vector.getDouble(row);
        case DECIMAL -> vector.getBigDecimal(row);
        case TIME -> Times.instant(vector.getLong(row));
        case TEXT -> vector.getString(row);
      };
    }
  }

  private static RuntimeException fault(Question question, SQLException e) {
    SqlFault fault = new SqlFault(e);
    String words = fault.words();
    if (words.contains("INTERRUPT")) {
      return question.tooLate();
    }
    if (words.contains(TOO_LONG)) {
      return Question.tooLong();
    }
    if (words.startsWith("Out of Memory Error")) {
      return new BadInput(
          "the statement needs more memory than the store has; ask for less: a host, a span of time",
          fault);
    }
    return fault.isOutage() || words.startsWith("Connection Error") || words.startsWith("FATAL")
        ? new StorageUnavailable("the database says: " + words, fault)
        : new BadInput(words, fault);
  }
}
