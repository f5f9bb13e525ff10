// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

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
import java.sql.Timestamp;
import java.time.Instant;
import org.postgresql.PGConnection;

/** The limit on PostgreSQL: the seed's table, filled by COPY, one commit a request. */
final class BareCopy implements Side {
  private static final String TABLE = "domestik.probe_" + Fleet.PROBE;

  private final Path folder;
  private final PostgresServer server;

  private BareCopy(Path folder, PostgresServer server) {
    this.folder = folder;
    this.server = server;
  }

  static BareCopy start(Path folder) throws IOException {
    BareCopy side = new BareCopy(folder, PostgresServer.start(folder));
    side.run(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA domestik");
            statement.execute(
                "CREATE TABLE "
                    + TABLE
                    + " (host TEXT NOT NULL, process TEXT NOT NULL, data BIGINT, stack BIGINT,"
                    + " sample_time TIMESTAMPTZ NOT NULL)");
            statement.execute("CREATE INDEX ON " + TABLE + " (host, process, sample_time)");
          }
          return 0L;
        });
    return side;
  }

  /** Work with a connection of its own. */
  private interface Work {
    long on(Connection connection) throws SQLException, IOException;
  }

  private long run(Work work) throws IOException {
    try (Connection connection = DriverManager.getConnection(server.url())) {
      return work.on(connection);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String name() {
    return "PostgreSQL, bare COPY";
  }

  @Override
  public String version() {
    return Installed.version("postgresql-15");
  }

  @Override
  public boolean takes(Format format) {
    return format == Format.LINES;
  }

  @Override
  public Load.Sender connect(Format format) throws IOException {
    try {
      Connection connection = DriverManager.getConnection(server.url());
      return new Load.Sender() {
        @Override
        public void send(Body body) throws IOException {
          copy(connection, body);
        }

        @Override
        public void close() throws IOException {
          end(connection);
        }
      };
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static void end(Connection connection) throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static void copy(Connection connection, Body body) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < body.cells().length; i += Body.WIDTH) {
      text.append("host-").append(body.cells()[i]).append("\tprocess-");
      text.append(body.cells()[i + 1]).append('\t').append(body.cells()[i + 3]).append('\t');
      text.append(body.cells()[i + 4]).append('\t');
      text.append(Instant.ofEpochSecond(body.cells()[i + 2] / 1_000_000)).append('\n');
    }
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY " + TABLE + " FROM STDIN",
              new ByteArrayInputStream(text.toString().getBytes(UTF_8)));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public long rows() throws IOException {
    return run(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT count(*) FROM " + TABLE)) {
            return row.next() ? row.getLong(1) : 0;
          }
        });
  }

  @Override
  public int read(String host, String key, Instant from, Instant to) throws IOException {
    return (int)
        run(
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "SELECT sample_time, data, stack FROM "
                          + TABLE
                          + " WHERE host = ? AND process = ? AND sample_time >= ? AND sample_time"
                          + " < ? ORDER BY sample_time")) {
                statement.setString(1, host);
                statement.setString(2, key);
                statement.setTimestamp(3, Timestamp.from(from));
                statement.setTimestamp(4, Timestamp.from(to));
                int points = 0;
                try (ResultSet rows = statement.executeQuery()) {
                  while (rows.next()) {
                    points++;
                  }
                }
                return points;
              }
            });
  }

  @Override
  public double cpuSeconds() {
    return server.process().cpuSeconds();
  }

  @Override
  public long peakMebibytes() {
    return server.process().peakMebibytes();
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    server.close();
  }
}
