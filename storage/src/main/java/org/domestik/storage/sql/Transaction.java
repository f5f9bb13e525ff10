// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.domestik.storage.ProbeContext;
import org.jspecify.annotations.Nullable;

/** The statements of one transaction; belongs to one thread. Faults are {@link SqlFault}s. */
public final class Transaction implements ProbeContext {
  private static final String WARNING = "01000";
  private static final String UNKNOWN_OUTCOME = "08007";

  private final Connection connection;
  private final Dialect dialect;
  private final LongConsumer writing;
  private long written;
  private @Nullable ReadLimit limit;

  /**
   * Of a connection.
   *
   * @param writing hears how many columns of tables get rows in all, before they do
   */
  Transaction(Connection connection, Dialect dialect, LongConsumer writing) {
    this.connection = connection;
    this.dialect = dialect;
    this.writing = writing;
  }

  /** From now on each statement is limited by the engine, and none begins after the end. */
  Transaction within(ReadLimit its) {
    limit = its;
    return this;
  }

  private void write(int more) {
    written += more;
    writing.accept(written);
  }

  /** Reads one row of an answer. */
  public interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  public Dialect dialect() {
    return dialect;
  }

  /** Runs statements without arguments, in order. */
  public void run(List<String> statements) {
    statements.forEach(this::run);
  }

  public void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  /**
   * Commits. A commit that PostgreSQL warns about counts as failed: somebody ended its wait for a
   * synchronous standby, so that it is not where it was promised to be.
   */
  void commit() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("COMMIT");
      SQLWarning warning = statement.getWarnings();
      if (warning != null && WARNING.equals(warning.getSQLState())) {
        throw new SqlFault(new SQLException(warning.getMessage(), UNKNOWN_OUTCOME));
      }
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  /** Creates the schema where it is not there yet. */
  public void createSchema() {
    // PostgreSQL asks who creates a schema for the right to, also where it is there.
    if (!any(
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name = ?",
        Identifiers.SCHEMA)) {
      run("CREATE SCHEMA IF NOT EXISTS " + Identifiers.SCHEMA);
    }
  }

  /** Opens a table of the schema for many rows. */
  public RowSink sink(String table, List<String> columns) {
    write(columns.size());
    return dialect.sink(connection, table, columns);
  }

  /** Adds all rows of a source to a table of the schema. */
  public void insert(String table, RowSource source) {
    write(source.columns().size());
    dialect.insert(connection, table, source);
  }

  /** Makes a temporary table of all rows of a source, which are to go into another. */
  public void stage(String table, RowSource source) {
    write(2 * source.columns().size());
    dialect.stage(connection, table, source);
  }

  /** Passes each row of a SELECT to a reader. */
  public void each(String sql, RowReader reader, @Nullable Object... arguments) {
    try (Ready statement = ready(sql, arguments);
        ResultSet rows = statement.query()) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  /** Makes something of a row of an answer. */
  @FunctionalInterface
  public interface RowMapper<T extends @Nullable Object> {
    T map(ResultSet row) throws SQLException;
  }

  /** What is made of each row of a SELECT, in its order. */
  public <T extends @Nullable Object> List<T> list(
      String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
    List<T> all = new ArrayList<>();
    each(sql, row -> all.add(mapper.map(row)), arguments);
    return all;
  }

  /** What is made of the first row of a SELECT; null if there is none. */
  public <T> @Nullable T first(
      String sql, RowMapper<@Nullable T> mapper, @Nullable Object... arguments) {
    List<@Nullable T> all = list(sql, mapper, arguments);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** What is made of the one row of a SELECT that always has one. */
  public <T extends @Nullable Object> T one(
      String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
    return list(sql, mapper, arguments).getFirst();
  }

  /** Whether a SELECT has any row. */
  public boolean any(String sql, @Nullable Object... arguments) {
    return !list(sql, row -> true, arguments).isEmpty();
  }

  /** Some texts of a row, one column after the other. */
  public static List<String> texts(ResultSet row, int first, int count) throws SQLException {
    List<String> texts = new ArrayList<>(count);
    for (int column = first; column < first + count; column++) {
      texts.add(row.getString(column));
    }
    return texts;
  }

  /** Opens the rows of a SELECT whose last column is the series' number, in that order. */
  public RowsBySeries rowsBySeries(String sql) {
    try {
      return new RowsBySeries(ready(sql));
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  @Override
  public void insert(String table, Map<String, ? extends @Nullable Object> row) {
    execute(
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(
                Identifiers.table(table),
                Identifiers.list(List.copyOf(row.keySet())),
                String.join(", ", Collections.nCopies(row.size(), "?"))),
        row.values().toArray());
  }

  /** Gives the rows of a place other cells. */
  public void update(
      String table,
      Map<String, ? extends @Nullable Object> cells,
      Map<String, ? extends @Nullable Object> where) {
    List<@Nullable Object> arguments = new ArrayList<>(cells.values());
    arguments.addAll(where.values());
    execute(
        "UPDATE %s SET %s WHERE %s"
            .formatted(
                Identifiers.table(table),
                String.join(", ", cells.keySet().stream().map(Transaction::isArgument).toList()),
                String.join(
                    " AND ", where.keySet().stream().map(Transaction::isArgument).toList())),
        arguments.toArray());
  }

  private static String isArgument(String column) {
    return Identifiers.quoted(column) + " = ?";
  }

  @Override
  public List<Map<String, @Nullable Object>> select(
      String table,
      List<String> columns,
      Map<String, ? extends @Nullable Object> where,
      List<String> orderBy) {
    StringBuilder sql = new StringBuilder("SELECT ");
    sql.append(Identifiers.list(columns));
    sql.append(" FROM ").append(Identifiers.table(table));
    if (!where.isEmpty()) {
      sql.append(" WHERE ");
      sql.append(
          String.join(" AND ", where.keySet().stream().map(Transaction::isArgument).toList()));
    }
    if (!orderBy.isEmpty()) {
      sql.append(" ORDER BY ");
      sql.append(Identifiers.list(orderBy));
    }
    return query(sql.toString(), where.values().toArray());
  }

  @Override
  public long execute(String sql, @Nullable Object... arguments) {
    try (Ready statement = ready(sql, arguments)) {
      return statement.update();
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  @Override
  public List<Map<String, @Nullable Object>> query(String sql, @Nullable Object... arguments) {
    List<Map<String, @Nullable Object>> answer = new ArrayList<>();
    each(
        sql,
        row -> {
          Map<String, @Nullable Object> cells = new LinkedHashMap<>();
          for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            Object cell = row.getObject(column);
            cells.put(row.getMetaData().getColumnLabel(column), toJava(cell));
          }
          answer.add(cells);
        },
        arguments);
    return answer;
  }

  private Ready ready(String sql, @Nullable Object... arguments) throws SQLException {
    if (limit != null) {
      limit.check();
    }
    if (arguments.length == 0 && !dialect.keepsPlans()) {
      Statement statement = connection.createStatement();
      limit(statement);
      return Ready.plain(statement, sql);
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      limit(statement);
      for (int i = 0; i < arguments.length; i++) {
        Object argument = arguments[i];
        statement.setObject(
            i + 1,
            argument instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : argument);
      }
      return Ready.prepared(statement);
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private void limit(Statement statement) throws SQLException {
    if (limit != null) {
      statement.setQueryTimeout(limit.secondsLeft());
    }
  }

  /** The drivers' two classes for a time become the one of java.time that stands for an instant. */
  private static @Nullable Object toJava(@Nullable Object cell) {
    return switch (cell) {
      case null -> null;
      case OffsetDateTime time -> time.toInstant();
      case Timestamp time -> time.toInstant();
      default -> cell;
    };
  }
}
