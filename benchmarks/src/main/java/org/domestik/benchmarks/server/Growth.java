// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.server.Ingest.Score;
import org.domestik.benchmarks.server.Ingest.Shape;
import org.domestik.benchmarks.server.Queries.Took;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.Profile;
import org.domestik.benchmarks.side.Side;
import org.domestik.benchmarks.side.Sides;

/** The same figures at ten times and a hundred times as many hosts; each size on new servers. */
public final class Growth {
  private static final int KEYS = 10;
  private static final int STEP_SECONDS = 900;
  private static final int DAY_STEPS = 24 * 3600 / STEP_SECONDS;

  /** The least work of a size: of less a just-in-time compiler is most of the figure. */
  private static final int LEAST_ROWS = 3_000_000;

  private static final int ASKS = 100;
  private static final int VALUES = 2;
  private static final Shape SHAPE = new Shape(8, 1000, Format.LINES);

  private final Options options;
  private final Results results;

  public Growth(Options options, Results results) {
    this.options = options;
    this.results = results;
  }

  public void run(int... sizes) throws IOException {
    results.text(
        "## Growth: %d keys a host, a sample every %d minutes, a day or %s rows, %s"
            .formatted(KEYS, STEP_SECONDS / 60, Results.number(LEAST_ROWS), SHAPE.name()));
    Map<String, Figures> all = new LinkedHashMap<>();
    for (int hosts : sizes) {
      measure(hosts, all);
    }
    results.head(
        "hosts, side",
        "rows",
        "rows per server CPU-second",
        "answer p50, ms",
        "p99",
        "24 h of one series p50, ms",
        "p99",
        "server CPU each, ms",
        "peak RSS, MiB",
        "bytes per value");
    all.forEach((name, figures) -> figures.report(name, results));
    results.end();
  }

  /** Of one side at one size. */
  private record Figures(long rows, Score score, Took graph, long peak, double bytesPerValue) {
    void report(String name, Results results) {
      Quantiles answers = Quantiles.of(score.millis);
      results.row(
          name,
          Results.number((double) rows),
          Results.number(Quantiles.of(score.rowsPerCpuSecond).median()),
          Results.number(answers.at(0.5)),
          Results.number(answers.at(0.99)),
          Results.number(graph.quantiles().at(0.5)),
          Results.number(graph.quantiles().at(0.99)),
          Results.number(graph.cpuMillis / graph.millis.size()),
          String.valueOf(peak),
          Results.number(bytesPerValue));
    }
  }

  private void measure(int hosts, Map<String, Figures> all) throws IOException {
    int series = hosts * KEYS;
    int steps = Math.max(DAY_STEPS, (int) (LEAST_ROWS * options.scale() / series));
    int warmUp = steps / 8;
    Instant end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    Instant start = end.minusSeconds((long) STEP_SECONDS * (warmUp + steps));
    Fleet fleet = new Fleet(hosts, KEYS, start, STEP_SECONDS);
    Path folder = options.folder("growth-" + hosts);
    String policy = Domestik.ALL_LIVE;
    try (Sides sides = Sides.start(options.root(), folder, options.sides(Sides.INGEST), policy)) {
      if (all.isEmpty()) {
        sides.introduce(results);
      }
      Map<Side, Long> empty = new LinkedHashMap<>();
      for (Side side : sides.all()) {
        empty.put(side, Disk.bytes(side.folder()));
      }
      Ingest ingest = new Ingest(fleet, sides, options.rounds());
      ingest.warmUp(SHAPE, warmUp);
      List<Profile> recording = Profile.wanted(options, sides, hosts + " hosts");
      Map<Side, Score> scores = ingest.rounds(SHAPE, steps / options.rounds());
      for (Profile profile : recording) {
        profile.stop();
        profile.report(results);
      }
      ingest.checkRows();
      Queries queries = new Queries(fleet, sides, results);
      Instant last = fleet.time(ingest.step());
      Map<Side, Took> graphs =
          queries.ask(sides.all(), ASKS, queries.oneSeries(last, Duration.ofDays(1)));
      for (Side side : sides.all()) {
        side.close(); // So that all it has is on disk.
        double bytes = Disk.bytes(side.folder()) - empty.getOrDefault(side, 0L);
        Figures figures =
            new Figures(
                ingest.sent(),
                scores.getOrDefault(side, new Score()),
                graphs.getOrDefault(side, new Took()),
                side.peakMebibytes(),
                bytes / ingest.sent() / VALUES);
        String name = hosts + ": " + side.name();
        all.put(name, figures);
        figures.report(name, results);
      }
    }
    Disk.remove(folder);
  }
}
