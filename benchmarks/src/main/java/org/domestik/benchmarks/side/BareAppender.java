// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The limit on DuckDB: an appender in this very process, integers only, one commit a request, and
 * no HTTP, decoding or look-up. Its CPU time is this process's.
 */
final class BareAppender implements Side {
  private final Path folder;
  private final DuckDBConnection database;

  private BareAppender(Path folder, DuckDBConnection database) {
    this.folder = folder;
    this.database = database;
  }

  static BareAppender start(Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("bare.db"));
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET memory_limit = '256MB'");
        statement.execute("SET threads = 2");
        statement.execute(
            "CREATE TABLE live (host INTEGER, key INTEGER, sample_time TIMESTAMPTZ, data BIGINT,"
                + " stack BIGINT)");
      }
      return new BareAppender(folder, connection.unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String name() {
    return "DuckDB, bare appender";
  }

  @Override
  public String version() throws IOException {
    try {
      return database.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public boolean takes(Format format) {
    return format == Format.LINES;
  }

  @Override
  public Load ingest(List<List<Body>> senders, Format format) throws IOException {
    // An appender belongs to one thread, so there is one sender whatever their number.
    List<Body> all = senders.stream().flatMap(List::stream).toList();
    return Side.super.ingest(List.of(all), format);
  }

  @Override
  public Load.Sender connect(Format format) {
    return new Load.Sender() {
      @Override
      public void send(Body body) throws IOException {
        append(body);
      }

      @Override
      public void close() {}
    };
  }

  private void append(Body body) throws IOException {
    try (Connection connection = database.duplicate();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try (DuckDBAppender appender =
          connection.unwrap(DuckDBConnection.class).createAppender("main", "live")) {
        long[] cells = body.cells();
        for (int i = 0; i < cells.length; i += Body.WIDTH) {
          appender.beginRow();
          appender.append((int) cells[i]);
          appender.append((int) cells[i + 1]);
          appender.appendEpochMicros(cells[i + 2]);
          appender.append(cells[i + 3]);
          appender.append(cells[i + 4]);
          appender.endRow();
        }
      }
      statement.execute("COMMIT");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public long rows() throws IOException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM live")) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public int read(String host, String key, Instant from, Instant to) throws IOException {
    try (PreparedStatement statement =
        database.prepareStatement(
            "SELECT sample_time, data, stack FROM live WHERE host = ? AND key = ? AND sample_time"
                + " >= ? AND sample_time < ? ORDER BY sample_time")) {
      statement.setInt(1, number(host));
      statement.setInt(2, number(key));
      statement.setObject(3, from.atOffset(ZoneOffset.UTC));
      statement.setObject(4, to.atOffset(ZoneOffset.UTC));
      int points = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          points++;
        }
      }
      return points;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  @Override
  public double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }

  @Override
  public long peakMebibytes() {
    return 0; // It lives in the process of the load generator.
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try {
      database.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
