// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** VictoriaMetrics, single node, as the Debian package has it; its answers are not durable. */
final class VictoriaMetrics extends HttpSide {
  private static final Pattern NUMBER = Pattern.compile("\"(\\d+)\"]");

  private VictoriaMetrics(Path folder, int port, ServerProcess process) throws IOException {
    super(folder, port, process);
  }

  static VictoriaMetrics start(Path folder) throws IOException {
    int port = ServerProcess.freePort();
    ServerProcess process =
        ServerProcess.start(
            folder,
            Map.of(),
            List.of(
                "victoria-metrics",
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + folder.resolve("data"),
                "-retentionPeriod=12"),
            () -> {
              try (Connection connection = new Connection(port)) {
                connection.get("/health");
              }
            });
    return new VictoriaMetrics(folder, port, process);
  }

  @Override
  public String name() {
    return "VictoriaMetrics";
  }

  @Override
  public String version() {
    return Installed.version("victoria-metrics");
  }

  @Override
  String path(Format format) {
    return "/write";
  }

  @Override
  public long rows() throws IOException {
    get("/internal/force_flush"); // What was accepted becomes visible.
    String answer =
        get(
            "/api/v1/query?nocache=1&query="
                + encoded("sum(count_over_time(" + Fleet.PROBE + "_data[60d]))"));
    Matcher matcher = NUMBER.matcher(answer);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  @Override
  public int read(String host, String key, Instant from, Instant to) throws IOException {
    String selector =
        "{__name__=~\"%s_(data|stack)\",host=\"%s\",process=\"%s\"}"
            .formatted(Fleet.PROBE, host, key);
    String answer =
        get(
            "/api/v1/export?match[]="
                + encoded(selector)
                + "&start="
                + from.getEpochSecond()
                + "&end="
                + (to.getEpochSecond() - 1));
    int times = answer.indexOf("\"timestamps\":");
    return times < 0
        ? 0
        : (int)
                answer
                    .substring(times)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .chars()
                    .filter(c -> c == ',')
                    .count()
            + 1;
  }
}
