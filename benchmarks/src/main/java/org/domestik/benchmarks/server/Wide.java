// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.PostgresServer;

/**
 * Stores of many or wide probes: what a request, an archive run, a start and the list of hosts take
 * with 1,000 probes of 20 values, with 10 of as many values as there may be, and with 576
 * measurements at once; each beside its limit. What misses one fails the run, once all is measured.
 */
public final class Wide {
  private static final double MOST_START_SECONDS = 5;
  private static final double MOST_HOSTS_MILLIS = 100;

  /** An archive run must be over before the next begins. */
  private static final double MOST_ARCHIVE_SECONDS = 3600;

  private static final int OLD_STEPS = 8;
  private static final int NEW_STEPS = 2;
  private static final int ASKS = 50;
  private static final String POLICY = "after = \"1 day\", keep = \"1 year\"";

  private final Options options;
  private final Results results;
  private final int probes;
  private final boolean isTimed;
  private final List<String> misses = new ArrayList<>();

  /**
   * With so many probes of 20 values.
   *
   * @param isTimed whether to be late fails the run, rather than only to fail or to lose rows, and
   *     whether other shapes follow, in proportion
   */
  public Wide(Options options, Results results, int probes, boolean isTimed) {
    this.options = options;
    this.results = results;
    this.probes = probes;
    this.isTimed = isTimed;
  }

  /** So many probes of so many values each. */
  private record Shape(int probes, int values) {
    @Override
    public String toString() {
      return probes + " × " + values;
    }
  }

  private List<Shape> shapes(int most) {
    Shape many = new Shape(probes, 20);
    return isTimed
        ? List.of(
            many, new Shape(Math.max(1, probes / 100), most), new Shape(probes * 576 / 1000, 4))
        : List.of(many);
  }

  public void run() throws IOException {
    results.text(
        "## Many and wide probes: one host, %d samples of each, %d of them due for the archive"
            .formatted(OLD_STEPS + NEW_STEPS, OLD_STEPS));
    results.head(
        "side",
        "probes × values",
        "first request, s",
        "later ones p50 / max, ms",
        "archive, s (limit 3600)",
        "start, s (limit 5)",
        "hosts p50 / p99, ms (limit 100)",
        "processor, s",
        "peak RSS, MiB",
        "within the limits, nothing failed");
    for (String store : options.sides(Set.of("duckdb", "postgresql"))) {
      boolean postgres = store.equals("postgresql");
      if (postgres && !PostgresServer.isInstalled()) {
        results.text("PostgreSQL is not installed.");
        continue;
      }
      for (Shape shape : shapes(postgres ? 167 : 200)) {
        Path folder = options.folder("wide-" + store + "-" + shape.probes);
        PostgresServer database = postgres ? PostgresServer.start(folder) : null;
        measure(Domestik.start(options.root(), folder, database, POLICY), shape);
        Disk.remove(folder);
      }
    }
    results.end();
    if (!misses.isEmpty()) {
      throw new IllegalStateException("not within the limits: " + String.join(", ", misses));
    }
  }

  private void measure(Domestik first, Shape shape) throws IOException {
    Instant now = options.now();
    double create = seconds(() -> first.post("/api/v1/samples", document(shape, 0, now)));
    List<Double> millis = new ArrayList<>();
    for (int step = 1; step < OLD_STEPS + NEW_STEPS; step++) {
      String document = document(shape, step, now);
      millis.add(1000 * seconds(() -> first.post("/api/v1/samples", document)));
    }
    double archive = seconds(first::archive);
    boolean whole = !first.command("verify", "--json").contains("\"balanced\":false");
    long peak = first.peakMebibytes();
    double processor = first.cpuSeconds();
    Domestik[] again = new Domestik[1];
    first.stop();
    double start = seconds(() -> again[0] = first.startAgain(POLICY));
    try (Domestik second = again[0]) {
      List<Double> hosts = new ArrayList<>();
      for (int i = 0; i < ASKS; i++) {
        hosts.add(1000 * seconds(() -> second.get("/api/v1/hosts")));
      }
      whole &= second.get("/health").contains("\"problems\":{}");
      Quantiles answers = Quantiles.of(millis);
      Quantiles lists = Quantiles.of(hosts);
      boolean within =
          archive < MOST_ARCHIVE_SECONDS
              && start <= MOST_START_SECONDS
              && lists.at(0.99) <= MOST_HOSTS_MILLIS;
      if (!whole || isTimed && !within) {
        misses.add(second.name() + ", " + shape);
      }
      results.row(
          second.name(),
          shape.toString(),
          Results.number(create),
          Results.number(answers.at(0.5)) + " / " + Results.number(answers.max()),
          Results.number(archive),
          Results.number(start),
          Results.number(lists.at(0.5)) + " / " + Results.number(lists.at(0.99)),
          Results.number(processor),
          String.valueOf(Math.max(peak, second.peakMebibytes())),
          whole ? within ? "yes" : "late" : "NO");
    }
  }

  /** Something to be timed. */
  private interface Work {
    void run() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long before = System.nanoTime();
    work.run();
    return (System.nanoTime() - before) / 1e9;
  }

  /** A sample of each probe, three days ago or of the last minutes. */
  private static String document(Shape shape, int step, Instant now) {
    Instant time =
        step < OLD_STEPS
            ? now.minus(Duration.ofDays(3)).plusSeconds(600L * step)
            : now.minusSeconds(60L * (OLD_STEPS + NEW_STEPS - step));
    StringBuilder text = new StringBuilder("{\"host\":\"here\",\"samples\":[");
    for (int probe = 0; probe < shape.probes; probe++) {
      text.append(probe == 0 ? "" : ",").append("{\"probe\":\"wide").append(probe);
      text.append("\",\"time\":\"").append(time).append("\",\"data\":{\"k\":{");
      for (int value = 0; value < shape.values; value++) {
        text.append(value == 0 ? "\"v" : ",\"v").append(value).append("\":");
        text.append(step * (value + 1) + 0.5);
      }
      text.append("}}}");
    }
    return text.append("]}").toString();
  }
}
