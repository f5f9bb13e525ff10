// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.Installed;
import org.domestik.benchmarks.measure.ServerProcess;

/** InfluxDB 1.x with its defaults (each answer after an fsync of its log). */
final class InfluxDb extends HttpSide {
  private static final Pattern COUNT = Pattern.compile(",(\\d+)]]");

  private InfluxDb(Path folder, int port, ServerProcess process) throws IOException {
    super(folder, port, process);
  }

  static InfluxDb start(Path folder) throws IOException {
    int port = ServerProcess.freePort();
    Files.createDirectories(folder);
    Path config = folder.resolve("influxdb.conf");
    Files.writeString(
        config,
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:%d"
        [meta]
          dir = "%s/data/meta"
        [data]
          dir = "%s/data/data"
          wal-dir = "%s/data/wal"
          query-log-enabled = false
        [monitor]
          store-enabled = false
        [http]
          bind-address = "127.0.0.1:%d"
          log-enabled = false
        """
            .formatted(ServerProcess.freePort(), folder, folder, folder, port));
    ServerProcess process =
        ServerProcess.start(
            folder,
            Map.of("HOME", folder.toString()),
            List.of("influxd", "-config", config.toString()),
            () -> {
              try (Connection connection = new Connection(port)) {
                connection.post(
                    "/query?q=" + encoded("CREATE DATABASE bench"), "text/plain", new byte[0]);
              }
            });
    return new InfluxDb(folder, port, process);
  }

  @Override
  public String name() {
    return "InfluxDB";
  }

  @Override
  public String version() {
    return Installed.version("influxdb");
  }

  @Override
  String path(Format format) {
    return "/write?db=bench";
  }

  private String query(String sql) throws IOException {
    return get("/query?db=bench&epoch=ms&q=" + encoded(sql));
  }

  @Override
  public long rows() throws IOException {
    Matcher matcher = COUNT.matcher(query("SELECT count(data) FROM " + Fleet.PROBE));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  @Override
  public int read(String host, String key, Instant from, Instant to) throws IOException {
    String answer =
        query(
            "SELECT data, stack FROM %s WHERE host = '%s' AND process = '%s' AND time >= %dms AND time < %dms"
                .formatted(Fleet.PROBE, host, key, from.toEpochMilli(), to.toEpochMilli()));
    return (int) answer.chars().filter(c -> c == '[').count() - 4;
  }
}
