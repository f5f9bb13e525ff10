// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** A PostgreSQL with tables of the first Domestik, and one connection to put questions to it. */
final class SeedDatabase implements AutoCloseable {
  private final PostgresServer server;
  private final Connection questions;

  private SeedDatabase(PostgresServer server, Connection questions) {
    this.server = server;
    this.questions = questions;
  }

  /** Starts one in a folder of its own and executes what makes its tables. */
  static SeedDatabase start(Path folder, String... ddl) throws IOException {
    PostgresServer server = PostgresServer.start(folder);
    try {
      Connection connection = DriverManager.getConnection(server.url());
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE SCHEMA domestik");
        for (String one : ddl) {
          statement.execute(one);
        }
      }
      return new SeedDatabase(server, connection);
    } catch (SQLException e) {
      server.close();
      throw new IOException(e);
    }
  }

  /** Takes rows in COPY's text form into a table, one commit each; for one thread. */
  Filler filler(String table) throws IOException {
    try {
      return new Filler(DriverManager.getConnection(server.url()), "COPY " + table + " FROM STDIN");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** A connection that rows come by. */
  record Filler(Connection connection, String copy) implements AutoCloseable {

    void fill(StringBuilder rows) throws IOException {
      try {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(copy, new ByteArrayInputStream(rows.toString().getBytes(UTF_8)));
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }
  }

  /** How many rows a table has. */
  long rows(String table) throws IOException {
    try (Statement statement = questions.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** Reads a whole answer; returns how many rows it has. */
  int ask(String sql, Object... parameters) throws IOException {
    try (PreparedStatement statement = questions.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      int count = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          count++;
        }
      }
      return count;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  double cpuSeconds() {
    return server.process().cpuSeconds();
  }

  long peakMebibytes() {
    return server.process().peakMebibytes();
  }

  @Override
  public void close() throws IOException {
    try {
      questions.close();
    } catch (SQLException e) {
      throw new IOException(e);
    } finally {
      server.close();
    }
  }
}
