// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.Side;
import org.domestik.benchmarks.side.Sides;

/**
 * A fleet as it is: 1,000 agents with one sample a minute each, sent one by one in real time, and
 * somebody who looks at a graph every few seconds. The default configuration.
 */
public final class Steady {
  /** After so many agents a graph is asked for. */
  private static final int LOOKS_EVERY = 100;

  private final Options options;
  private final Results results;
  private final Fleet fleet;
  private final int minutes;

  public Steady(Options options, Results results, int minutes) {
    this.options = options;
    this.results = results;
    this.minutes = minutes;
    this.fleet = Pace.fleet(options.now());
  }

  /** What came of one side. */
  private record Seen(List<Double> answers, List<Double> looks, double cpuBefore) {}

  public void run() throws IOException {
    Path folder = options.folder("steady");
    try (Sides sides =
        Sides.start(options.root(), folder, options.sides(Sides.INGEST), "after = \"1 day\"")) {
      results.text(
          "## %d agents, one sample a minute each, %d minutes".formatted(Pace.AGENTS, minutes));
      // All of an agent's at once, or each minute would look like another start of it.
      Bodies all = new Bodies(fleet, Pace.AGENTS, 1);
      List<List<Body>> documents = all.of(Format.JSON, 0, minutes);
      List<List<Body>> lines = all.of(Format.LINES, 0, minutes);
      Map<Side, Seen> seen = new LinkedHashMap<>();
      Pace pace = new Pace();
      for (int minute = 0; minute < minutes; minute++) {
        if (minute < 2) {
          pace.begin(minute);
        }
        if (minute == 1) {
          // The first minute made tables and numbered all series.
          for (Side side : sides.all()) {
            seen.put(side, new Seen(new ArrayList<>(), new ArrayList<>(), side.cpuSeconds()));
          }
        }
        for (int agent = 0; agent < Pace.AGENTS; agent++) {
          pace.await(minute, agent);
          for (Side side : sides.all()) {
            boolean json = side.takes(Format.JSON);
            Body body = (json ? documents : lines).get(agent).get(minute);
            Load load = side.ingest(List.of(List.of(body)), json ? Format.JSON : Format.LINES);
            Seen mine = seen.get(side);
            if (mine != null) {
              mine.answers.addAll(load.millis().all());
              if (agent % LOOKS_EVERY == 0) {
                mine.looks.add(look(side, agent, minute));
              }
            }
          }
        }
      }
      report(seen);
    }
    Disk.remove(folder);
  }

  private double look(Side side, int agent, int minute) throws IOException {
    Instant now = fleet.time(minute);
    long before = System.nanoTime();
    side.read(fleet.host(agent), fleet.key(0), now.minus(Duration.ofDays(1)), now);
    return (System.nanoTime() - before) / 1e6;
  }

  private void report(Map<Side, Seen> seen) throws IOException {
    results.head(
        "side", "% of a core", "peak RSS, MiB", "answer p50 / p99, ms", "graph p50 / p99, ms");
    for (Map.Entry<Side, Seen> each : seen.entrySet()) {
      Side side = each.getKey();
      double cpu = side.cpuSeconds() - each.getValue().cpuBefore();
      results.row(
          side.name(),
          Results.number(100 * cpu / Pace.MINUTE.multipliedBy(minutes - 1L).toSeconds()),
          side.peakMebibytes() == 0 ? "–" : String.valueOf(side.peakMebibytes()),
          both(each.getValue().answers()),
          both(each.getValue().looks()));
    }
    results.end();
  }

  private static String both(List<Double> millis) {
    Quantiles all = Quantiles.of(millis);
    return Results.number(all.at(0.5)) + " / " + Results.number(all.at(0.99));
  }
}
