// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.Installed;
import org.domestik.benchmarks.measure.ServerProcess;

/** VictoriaMetrics, single node, as the Debian package has it; its answers are not durable. */
final class VictoriaMetrics extends HttpSide implements Hourly {
  private static final Pattern NUMBER = Pattern.compile("\"(\\d+)\"]");
  private static final long MERGE_MILLIS = 5_000;

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
                "-retentionPeriod=24"),
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

  @Override
  public void begin() {}

  /** It keeps all as it came; what was accepted becomes visible. */
  @Override
  public void archive() throws IOException {
    get("/internal/force_flush");
  }

  /** A merge of all it has, which it does by itself little by little, goes on behind the answer. */
  @Override
  public List<Job> jobs() {
    return List.of(
        new Job(
            "merge",
            () -> {
              get("/internal/force_merge");
              Thread.sleep(MERGE_MILLIS);
            }));
  }

  @Override
  public int hours(String host, String key, Instant from, Instant to) throws IOException {
    String selector =
        "rollup({__name__=~\"%s_(data|stack)\",host=\"%s\",process=\"%s\"}[1h]) keep_metric_names"
            .formatted(Fleet.PROBE, host, key);
    // A point has the hour before it.
    String answer =
        get(
            "/api/v1/query_range?nocache=1&step=1h&query=%s&start=%d&end=%d"
                .formatted(encoded(selector), from.getEpochSecond() + 3600, to.getEpochSecond()));
    int first = answer.indexOf("\"values\":[[");
    return first < 0
        ? 0
        : (int)
            answer
                .substring(first + 10, answer.indexOf("]]", first))
                .chars()
                .filter(c -> c == '[')
                .count();
  }

  @Override
  public Set<FleetQuestion> answers() {
    return Set.of(FleetQuestion.RANGE, FleetQuestion.SLOPE);
  }

  @Override
  public int fleet(FleetQuestion question, Instant from, Instant to) throws IOException {
    String window = Fleet.PROBE + "_data[" + Duration.between(from, to).toHours() + "h]";
    String measure =
        question == FleetQuestion.RANGE
            ? "max_over_time(" + window + ") - min_over_time(" + window + ")"
            : "deriv(" + window + ")";
    String answer =
        get(
            "/api/v1/query?nocache=1&query=%s&time=%d"
                .formatted(encoded("topk(10, " + measure + ")"), to.getEpochSecond()));
    return answer.split("\"metric\":", -1).length - 1;
  }
}
