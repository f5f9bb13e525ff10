// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.domestik.benchmarks.load.Fleet;

/**
 * What the jobs are compared with: the statements a person would write for the same work, in one
 * transaction on one DuckDB file, with the settings of Domestik.
 */
final class BareArchive {
  private static final String LIVE = "domestik.live_" + Fleet.PROBE;
  private static final String BUCKETS = "domestik.buckets_" + Fleet.PROBE;
  private static final List<String> VALUES = List.of("data", "stack");

  /** The hour of a row, as a person writes it. */
  private static final String HOUR = "date_trunc('hour', sample_time)";

  /** The same in integers, as DuckDB's way through time zones takes several times as long. */
  private static final String WHOLE_HOUR =
      "make_timestamptz(epoch_us(sample_time) - epoch_us(sample_time) % 3600000000)";

  private static final String TIMES = "1152921504606846976 :: HUGEINT";

  /** What is kept of a value. */
  private enum Kept {
    /** Minimum and maximum. */
    EXTREMES,
    /** All the job keeps. */
    ALL,
    /** The same by the fastest expressions known. */
    FASTEST
  }

  private BareArchive() {}

  /** Minimum, maximum and count. */
  static double extremes(Path file, Instant cut) throws IOException {
    return archive(file, cut, HOUR, Kept.EXTREMES);
  }

  /** All columns of the job's buckets. */
  static double all(Path file, Instant cut) throws IOException {
    return archive(file, cut, HOUR, Kept.ALL);
  }

  /** All columns of the job's buckets, as fast as is known. */
  static double fastest(Path file, Instant cut) throws IOException {
    return archive(file, cut, WHOLE_HOUR, Kept.FASTEST);
  }

  /** The delete of all buckets before a time. */
  static double purge(Path file, Instant cut) throws IOException {
    return run(
        file, List.of(), List.of("DELETE FROM " + BUCKETS + " WHERE sample_time < " + time(cut)));
  }

  private static double archive(Path file, Instant cut, String hour, Kept kept) throws IOException {
    StringBuilder table =
        new StringBuilder(
            "CREATE TABLE hours (host INTEGER, series INTEGER, sample_time TIMESTAMPTZ,"
                + " bucket_end TIMESTAMPTZ, samples BIGINT");
    StringBuilder numbers = new StringBuilder();
    for (String value : VALUES) {
      table.append(", %s_min DOUBLE, %s_max DOUBLE".formatted(value, value));
      numbers.append(", min(%s), max(%s)".formatted(value, value));
      if (kept != Kept.EXTREMES) {
        table.append(", %s_sum DOUBLE, %s_count BIGINT".formatted(value, value));
        table.append(", %s_first TIMESTAMPTZ, %s_last TIMESTAMPTZ".formatted(value, value));
        numbers.append(", sum(%s :: DOUBLE), count(%s)".formatted(value, value));
        numbers.append(kept == Kept.ALL ? pairs(value) : packed(value));
      }
    }
    String old = " WHERE sample_time < " + time(cut);
    return run(
        file,
        List.of(table + ")"),
        List.of(
            "INSERT INTO hours SELECT host, series, hour, hour + INTERVAL 1 HOUR, count(*)"
                + numbers
                + " FROM (SELECT *, "
                + hour
                + " AS hour FROM "
                + LIVE
                + old
                + ") GROUP BY host, series, hour",
            "DELETE FROM " + LIVE + old));
  }

  /** The earliest instants of the extremes, by pairs of number and time. */
  private static String pairs(String value) {
    return ", arg_min(sample_time, (%s, sample_time)), arg_max(sample_time, (%s, -epoch_us(sample_time)))"
        .formatted(value, value);
  }

  /** The same, by numbers that hold both. */
  private static String packed(String value) {
    String big = value + " :: HUGEINT * " + TIMES;
    return ", make_timestamptz((min(%s + epoch_us(sample_time)) - min(%s) :: HUGEINT * %s) :: BIGINT)"
            .formatted(big, value, TIMES)
        + ", make_timestamptz((max(%s) :: HUGEINT * %s - max(%s - epoch_us(sample_time))) :: BIGINT)"
            .formatted(value, TIMES, big);
  }

  private static String time(Instant instant) {
    return "make_timestamptz(" + instant.getEpochSecond() + "000000)";
  }

  /** The seconds a transaction takes. */
  private static double run(Path file, List<String> before, List<String> statements)
      throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET threads = 1");
      statement.execute("SET memory_limit = '128MB'");
      for (String sql : before) {
        statement.execute(sql);
      }
      long start = System.nanoTime();
      statement.execute("BEGIN");
      for (String sql : statements) {
        statement.execute(sql);
      }
      statement.execute("COMMIT");
      return (System.nanoTime() - start) / 1e9;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
