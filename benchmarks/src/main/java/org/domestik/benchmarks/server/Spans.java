// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Hourly;
import org.domestik.benchmarks.side.Hourly.FleetQuestion;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.Profile;
import org.domestik.benchmarks.side.Sides;

/**
 * Long spans of one series in hours, and questions about the whole fleet, when much is archived.
 *
 * <p>The samples come week by week, and after each week the archive job runs, as it does every hour
 * where they come in real time.
 */
public final class Spans {
  private static final Duration MONTH = Duration.ofDays(30);

  /** Once and once more: one answer may take half a minute. */
  private static final int VERDICT_ASKS = 1;

  private static final int FLEET_ASKS = 5;

  /** The newest is live still, and which part of it depends on the time of day. */
  private static final Duration LIVE = Duration.ofDays(3);

  private final Options options;
  private final Results results;
  private final Fleet fleet;
  private final int weeks;

  /** Samples of so many weeks, one every so many minutes. */
  public Spans(Options options, Results results, int hosts, int weeks, int minutes) {
    this.options = options;
    this.results = results;
    this.weeks = weeks;
    Instant end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    this.fleet = new Fleet(hosts, 25, end.minus(Duration.ofDays(7L * weeks)), 60 * minutes);
  }

  public void run() throws IOException {
    results.text(
        "## %d series × 2 values in hours, %d weeks of a sample every %d minutes"
            .formatted(fleet.series(), weeks, fleet.stepSeconds() / 60));
    Path folder = options.folder("spans-" + fleet.series());
    String policy = "after = \"1 day\", keep = \"2 years\"";
    try (Sides sides = Sides.start(options.root(), folder, options.sides(Sides.HOURLY), policy)) {
      sides.introduce(results);
      List<Hourly> all = sides.all().stream().map(Hourly.class::cast).toList();
      Map<Hourly, Double> archiving = fill(all);
      results.head("side", "fill: CPU of the archive job, s", "disk, MiB", "peak RSS, MiB");
      for (Hourly side : all) {
        results.row(
            side.name(),
            Results.number(archiving.getOrDefault(side, 0.0)),
            Results.number(Disk.bytes(side.folder()) / 1e6 / 1.048576),
            String.valueOf(side.peakMebibytes()));
      }
      results.end();
      List<Profile> profiles =
          Profile.during(
              options,
              sides,
              "questions of months and of all series",
              () -> ask(new Queries(fleet, sides, results), all));
      for (Profile profile : profiles) {
        profile.report(results);
      }
    }
    Disk.remove(folder);
  }

  private Map<Hourly, Double> fill(List<Hourly> sides) throws IOException {
    Map<Hourly, Double> archiving = new HashMap<>();
    Bodies bodies = new Bodies(fleet, 2, 5_000);
    int week = 7 * 24 * 3600 / fleet.stepSeconds();
    for (Hourly side : sides) {
      side.begin();
    }
    for (int i = 0; i < weeks; i++) {
      List<List<Body>> requests = bodies.of(Format.LINES, i * week, (i + 1) * week);
      for (Hourly side : sides) {
        side.ingest(requests, Format.LINES);
        double before = side.cpuSeconds();
        side.archive();
        archiving.merge(side, side.cpuSeconds() - before, Double::sum);
      }
    }
    return archiving;
  }

  private void ask(Queries queries, List<Hourly> sides) throws IOException {
    Instant to = fleet.start().plus(Duration.ofDays(7L * weeks)).minus(LIVE);
    Duration longest = Duration.between(fleet.start(), to);
    int asks = (int) Math.max(50, 200 * Math.min(1, options.scale()));
    results.head(Queries.HEAD);
    queries.report("30 days of one series", queries.ask(sides, asks, queries.hours(to, MONTH)));
    queries.report(
        longest.toDays() + " days of one series",
        queries.ask(sides, asks, queries.hours(to, longest)));
    for (FleetQuestion question : FleetQuestion.values()) {
      List<Hourly> able = sides.stream().filter(side -> side.answers().contains(question)).toList();
      if (!able.isEmpty()) {
        queries.report(
            "30 days of all series: " + question.words(),
            queries.ask(
                able,
                question == FleetQuestion.VERDICTS ? VERDICT_ASKS : FLEET_ASKS,
                (side, random) -> side.fleet(question, to.minus(MONTH), to)));
      }
    }
    results.end();
  }
}
