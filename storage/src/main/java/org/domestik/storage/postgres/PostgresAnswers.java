// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.domestik.model.BadInput;
import org.domestik.storage.Login;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Table;
import org.domestik.storage.sql.AnswerRows;
import org.domestik.storage.sql.Deadline;
import org.domestik.storage.sql.Question;
import org.domestik.storage.sql.SqlFault;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Answers strangers' questions of PostgreSQL: by a login of their own that may read the probes'
 * views and nothing else, on a connection of their own, in a read-only transaction.
 *
 * <p>The text goes to the server as it is, as one message of the extended protocol, which takes one
 * statement. The server itself then says which tables it is about, before anything is run.
 */
final class PostgresAnswers {
  private static final int LOGIN_SECONDS = 5;

  /** The server gives up by itself; this is for one that no longer does anything. */
  private static final int GRACE_SECONDS = 10;

  private static final int ROWS_AT_ONCE = 50;

  /** Of rows at once: a larger field is never taken into the heap. */
  private static final String MAX_RECEIVED = "16M";

  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private final String role;
  private final Question question;
  private final String readByWorkers;

  /**
   * @param url the store's own, of which all but the login is used
   * @param distributed whether who asks has to be let at what is behind the views
   */
  PostgresAnswers(String url, Login login, Question question, boolean distributed) {
    this.question = question;
    readByWorkers = distributed ? CitusStatements.BEHIND_VIEWS : "FALSE";
    role = login.user();
    source.setUrl(url);
    source.setUser(login.user());
    source.setPassword(login.password());
    // In other modes the driver sends texts that may be several statements.
    source.setPreferQueryMode(PreferQueryMode.EXTENDED);
    source.setPrepareThreshold(0); // Each text comes once, and a pooler may be between.
    source.setMaxResultBuffer(MAX_RECEIVED);
    source.setLoginTimeout(LOGIN_SECONDS);
    source.setSocketTimeout(question.seconds() + GRACE_SECONDS);
    source.setApplicationName("domestik sql");
  }

  private List<String> limits() {
    long millis = TimeUnit.SECONDS.toMillis(question.seconds());
    return List.of(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        "SET LOCAL statement_timeout = " + millis,
        "SET LOCAL idle_in_transaction_session_timeout = " + 2 * millis,
        "SET LOCAL lock_timeout = 5000",
        "SET LOCAL max_parallel_workers_per_gather = 0",
        "SET LOCAL standard_conforming_strings = on",
        "SET LOCAL TimeZone = 'UTC'",
        // Names without a schema are those of the language: nobody else's functions or tables.
        "SET LOCAL search_path = ''");
  }

  Table answer() {
    PostgresText.check(question.sql());
    try (Connection connection = source.getConnection()) {
      checkRights(connection);
      connection.setAutoCommit(false);
      try (Statement limits = connection.createStatement()) {
        for (String limit : limits()) {
          limits.execute(limit);
        }
      }
      return answer(connection);
      // Closing the connection ends whatever was begun on it.
    } catch (SQLException e) {
      throw fault(e);
    }
  }

  /** What a role may do that is more than to read the views. */
  private String moreThanToRead() {
    return """
        SELECT CASE
          WHEN rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
            THEN 'has rights of an administrator'
          WHEN EXISTS (
            SELECT 1 FROM pg_roles other
            WHERE other.oid <> own.oid AND pg_has_role(own.oid, other.oid, 'MEMBER')
          ) THEN 'is a member of another role'
          WHEN EXISTS (
            SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'domestik' AND c.relkind IN ('r', 'v', 'm', 'p')
              AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                OR has_table_privilege(c.oid, 'SELECT') AND left(c.relname, 6) <> 'probe_'
                  AND NOT (%s))
          ) THEN 'may do more with the tables of domestik than read the views'
        END
        FROM pg_roles own WHERE rolname = session_user
        """
        .formatted(readByWorkers);
  }

  private void checkRights(Connection connection) throws SQLException {
    List<String> more = new ArrayList<>();
    for (Object found : first(connection, moreThanToRead())) {
      if (found != null) {
        more.add(found.toString());
      }
    }
    if (!more.isEmpty()) {
      throw new BadInput(
          "sql is not answered: the role \""
              + role
              + "\" "
              + more.getFirst()
              + "; name one as reader that may read the views only, see docs/configuration.md");
    }
  }

  private static List<@Nullable Object> first(Connection connection, String sql)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<@Nullable Object> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getObject(1));
      }
      return column;
    }
  }

  private Table answer(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
      // Has the server read the text, which locks the tables it names, and run nothing.
      ResultSetMetaData meta = statement.getMetaData();
      if (meta == null) {
        throw new BadInput("write one SELECT: nothing else is answered");
      }
      checkTables(connection);
      List<String> columns = new ArrayList<>();
      for (int column = 1; column <= meta.getColumnCount(); column++) {
        columns.add(meta.getColumnLabel(column));
      }
      statement.setFetchSize(ROWS_AT_ONCE);
      AnswerRows rows = new AnswerRows(question, columns);
      // The server's own time limit begins anew with each part of the rows.
      try (Deadline _ = new Deadline(statement, question.seconds());
          ResultSet result = statement.executeQuery()) {
        while (!rows.isFull() && result.next()) {
          rows.add(cells(result, columns.size()));
        }
      }
      return rows.table();
    }
  }

  /** Views of the catalog, and other schemas, may be readable by everybody; they are not ours. */
  private static void checkTables(Connection connection) throws SQLException {
    List<@Nullable Object> locked =
        first(
            connection,
            """
            SELECT DISTINCT relation::bigint FROM pg_lock_status()
            WHERE pid = pg_backend_pid() AND relation IS NOT NULL
            """);
    if (locked.isEmpty()) {
      return;
    }
    String numbers = String.join(", ", locked.stream().map(String::valueOf).toList());
    List<@Nullable Object> others =
        first(
            connection,
            """
            SELECT n.nspname || '.' || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname <> 'domestik' AND c.oid IN (%s)
            ORDER BY 1
            """
                .formatted(numbers));
    if (!others.isEmpty()) {
      throw new BadInput(
          others.getFirst()
              + " may not be read here; the views are called domestik.probe_<name> and"
              + " domestik.probe_<name>_archive");
    }
  }

  private static List<@Nullable Object> cells(ResultSet row, int width) throws SQLException {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int column = 1; column <= width; column++) {
      Object cell = row.getObject(column);
      if (cell instanceof String text && text.length() > Question.MAX_CELL) {
        throw Question.tooLong();
      }
      cells.add(
          switch (cell) {
            case OffsetDateTime time -> time.toInstant();
            case Timestamp time -> time.toInstant();
            case null, default -> cell;
          });
    }
    return cells;
  }

  private RuntimeException fault(SQLException e) {
    SqlFault fault = new SqlFault(e);
    String words = fault.words();
    if (fault.state().equals("57014")) {
      return question.tooLate();
    }
    if (fault.state().equals("53400") || fault.state().equals("53200")) {
      return new BadInput(
          "the statement needs more room than it may have; ask for less: " + words, fault);
    }
    if (words.contains("maxResultBuffer")) {
      return Question.tooLong();
    }
    if (fault.state().startsWith("28")
        || fault.state().equals("42501") && words.contains("database")) {
      return new BadInput(
          "sql is not answered: PostgreSQL does not let the role \""
              + role
              + "\" in: "
              + words
              + "; see docs/configuration.md",
          fault);
    }
    // A question that would change something is refused by its own transaction, not by the server.
    return fault.isOutage() && !fault.state().equals(SqlFault.READ_ONLY)
        ? new StorageUnavailable("the database says: " + words, fault)
        : new BadInput(words, fault);
  }
}
