// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the processes of a PostgreSQL on this machine, or of all nodes of a Citus, have used. */
public final class DatabaseNodes {
  private static final Pattern ADDRESS = Pattern.compile("//[^/]+/");
  private static final Pattern PSS = Pattern.compile("Pss:\\s+(\\d+)");

  /** A child of the server's first process; one that serves a connection ends with it. */
  private static final String CHILD =
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'";

  private final List<String> urls;
  private final List<ProcessMeter> meters = new ArrayList<>();
  private final List<ProcessHandle> servers = new ArrayList<>();

  /** None: the store is embedded. */
  public DatabaseNodes() {
    urls = List.of();
  }

  public DatabaseNodes(String url) throws IOException {
    List<String> all = new ArrayList<>(List.of(url));
    boolean isCitus = number(url, "SELECT count(*) FROM pg_extension WHERE extname = 'citus'") > 0;
    if (isCitus) {
      String workers =
          "SELECT nodename || ':' || nodeport FROM pg_dist_node WHERE shouldhaveshards"
              + " AND groupid <> 0";
      for (String each : texts(url, workers)) {
        all.add(ADDRESS.matcher(url).replaceFirst(Matcher.quoteReplacement("//" + each + "/")));
      }
    }
    urls = List.copyOf(all);
    for (String each : urls) {
      ProcessHandle.of((long) number(each, CHILD))
          .flatMap(ProcessHandle::parent)
          .ifPresent(
              server -> {
                servers.add(server);
                meters.add(new ProcessMeter(server));
              });
    }
  }

  public int count() {
    return urls.size();
  }

  public double cpuSeconds() {
    return meters.stream().mapToDouble(ProcessMeter::cpuSeconds).sum();
  }

  /** What all processes hold, pages that they share counted once. */
  public double mebibytes() {
    return servers.stream()
            .flatMap(it -> Stream.concat(Stream.of(it), it.descendants()))
            .mapToDouble(DatabaseNodes::pss)
            .sum()
        / 1024;
  }

  private static double pss(ProcessHandle process) {
    try {
      Matcher found =
          PSS.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/smaps_rollup")));
      return found.find() ? Double.parseDouble(found.group(1)) : 0;
    } catch (IOException e) {
      return 0; // It has just ended.
    }
  }

  /** How often the log of changes was brought to the disk. */
  public double syncs() throws IOException {
    return sum("SELECT wal_sync FROM pg_stat_wal");
  }

  /** What all nodes' databases take of the disk, without logs of changes. */
  public double bytes() throws IOException {
    return sum("SELECT pg_database_size(current_database())");
  }

  private double sum(String sql) throws IOException {
    double sum = 0;
    for (String url : urls) {
      sum += number(url, sql);
    }
    return sum;
  }

  /** Removes what an earlier run left. */
  public static void empty(String url) throws IOException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS domestik CASCADE");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static double number(String url, String sql) throws IOException {
    return Double.parseDouble(texts(url, sql).getFirst());
  }

  private static List<String> texts(String url, String sql) throws IOException {
    List<String> all = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        all.add(String.valueOf(rows.getString(1)));
      }
      return all;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
