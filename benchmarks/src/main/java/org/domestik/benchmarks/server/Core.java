// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.server.Ingest.Score;
import org.domestik.benchmarks.server.Ingest.Shape;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.Profile;
import org.domestik.benchmarks.side.Side;
import org.domestik.benchmarks.side.Sides;

/** The main work: rows in by several shapes, questions on them, memory, bytes on disk. */
public final class Core {
  /** Values per row: {@code data} and {@code stack}. */
  private static final int VALUES = 2;

  public static final List<Shape> SHAPES =
      List.of(
          new Shape(1, 1000, Format.LINES),
          new Shape(8, 1000, Format.LINES),
          new Shape(4, 5000, Format.LINES),
          new Shape(8, 1000, Format.JSON));

  private final Options options;
  private final Results results;
  private final Fleet fleet;
  private final int steps;

  /** With so many minutes of the fleet as the work of each shape, ending now. */
  public Core(Options options, Results results, int hosts, int keys, int steps) {
    this.options = options;
    this.results = results;
    this.steps = steps;
    Instant end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    this.fleet = new Fleet(hosts, keys, end.minusSeconds(60L * steps * (SHAPES.size() + 1)), 60);
  }

  public void run(List<Shape> shapes, int asks) throws IOException {
    Path folder = options.folder("core-" + fleet.series());
    try (Sides sides =
        Sides.start(options.root(), folder, options.sides(Sides.INGEST), Domestik.ALL_LIVE)) {
      results.text(
          "## %d series × %d values, one sample a minute, %d minutes for each shape"
              .formatted(fleet.series(), VALUES, steps));
      Map<Side, Long> empty = new HashMap<>();
      for (Side side : sides.all()) {
        empty.put(side, Disk.bytes(side.folder()));
      }
      sides.introduce(results);
      ingest(sides, shapes);
      queries(sides, asks);
      footprint(sides, empty);
    }
    Disk.remove(folder);
  }

  private void ingest(Sides sides, List<Shape> shapes) throws IOException {
    results.text("### Rows in (each answer awaited)");
    Ingest ingest = new Ingest(fleet, sides, options.rounds());
    ingest.warmUp(shapes.getLast(), steps / 8);
    int each = steps / options.rounds();
    Map<Shape, Map<Side, Score>> scores = new LinkedHashMap<>();
    List<Profile> profiles = new ArrayList<>();
    // Shapes take turns, or the first would tell of servers that have just started.
    for (int round = 0; round < options.rounds(); round++) {
      for (Shape shape : shapes) {
        int turn = round;
        Map<Side, Score> its = scores.computeIfAbsent(shape, _ -> new LinkedHashMap<>());
        Profile.Work work = () -> ingest.round(turn, shape, each, its);
        if (round < options.rounds() - 1) {
          work.run();
        } else {
          profiles.addAll(Profile.during(options, sides, shape.name(), work));
        }
      }
    }
    results.head(Ingest.HEAD);
    scores.forEach((shape, all) -> Ingest.report(results, shape.name(), all));
    results.end();
    for (Profile profile : profiles) {
      profile.report(results);
    }
    ingest.checkRows();
    results.text("Every side has the " + ingest.sent() + " rows that it acknowledged.");
    last = fleet.time(ingest.step());
    sent = ingest.sent();
  }

  private Instant last = Instant.EPOCH;
  private long sent;

  private void queries(Sides sides, int asks) throws IOException {
    results.text("### Questions");
    Queries queries = new Queries(fleet, sides, results);
    results.head(Queries.HEAD);
    Duration span = Duration.ofMinutes(Math.min(steps, 24 * 60));
    List<Profile> profiles = new ArrayList<>();
    String one = "24 h of one series";
    String page = "20 graphs × 24 h of one host";
    profiles.addAll(
        Profile.during(
            options, sides, one, () -> queries.measure(one, asks, queries.oneSeries(last, span))));
    profiles.addAll(
        Profile.during(
            options,
            sides,
            page,
            () -> queries.measure(page, asks, queries.hostPage(20, last, span))));
    results.end();
    for (Profile profile : profiles) {
      profile.report(results);
    }
  }

  private void footprint(Sides sides, Map<Side, Long> empty) throws IOException {
    results.text("### Memory and disk");
    results.head("side", "peak RSS, MiB", "bytes per value, after a clean stop");
    sides.close();
    for (Side side : sides.all()) {
      long bytes = Disk.bytes(side.folder()) - empty.getOrDefault(side, 0L);
      results.row(
          side.name(),
          side.peakMebibytes() == 0 ? "–" : String.valueOf(side.peakMebibytes()),
          Results.number((double) bytes / sent / VALUES));
    }
    results.end();
  }
}
