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
import java.util.concurrent.TimeUnit;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.CheckpointWatch;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.server.Trickle.Answer;
import org.domestik.benchmarks.side.Hourly;
import org.domestik.benchmarks.side.Hourly.Job;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.Side;
import org.domestik.benchmarks.side.Sides;

/**
 * What the jobs do to those who send and to those who look: eight senders at a fixed pace before,
 * while and after all is backed up, and what is due archived and purged; beside VictoriaMetrics
 * that merges.
 */
public final class Stalls {
  /** Those that do something behind their senders. */
  private static final Set<String> SIDES = Set.of("duckdb", "postgresql", "victoria");

  private static final int SENDERS = 8;

  /** A request is 5 hosts × 25 keys × 8 minutes: 1,000 rows. */
  private static final int STEPS = 8;

  private static final int EVERY_MILLIS = 100;
  private static final int LOOK_EVERY_MILLIS = 200;
  private static final int PHASE_MILLIS = 10_000;

  /** Samples must not come from the future, so this much of the fleet's time is kept for them. */
  private static final Duration MOST = Duration.ofMinutes(5);

  /** What an answer may overlap with to be counted as one during a checkpoint. */
  private static final long AROUND = TimeUnit.MILLISECONDS.toNanos(100);

  private final Options options;
  private final Results results;
  private final Fleet fleet;
  private final int filled;

  /** With so many steps stored before. */
  public Stalls(Options options, Results results, int filled) {
    this.options = options;
    this.results = results;
    this.filled = filled;
    long sent = MOST.toMillis() / EVERY_MILLIS * STEPS;
    Instant end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    this.fleet = new Fleet(40, 25, end.minus(Duration.ofMinutes(filled + sent)), 60);
  }

  public void run() throws IOException {
    results.text(
        "## Answers while %d rows are backed up and archived and the older half of them purged"
            .formatted((long) filled * fleet.series()));
    Path folder = options.folder("stalls");
    String policy = "after = \"1 hour\", keep = \"%d hours\"".formatted(Math.max(2, filled / 120));
    try (Sides sides = Sides.start(options.root(), folder, options.sides(SIDES), policy)) {
      sides.introduce(results);
      List<List<Body>> bodies = new Bodies(fleet, SENDERS, 5_000).of(Format.LINES, 0, filled);
      List<String> notes = new ArrayList<>();
      results.head(
          "side", "phase", "seconds", "answers", "p50, ms", "p99", "max", "a graph p50", "max");
      for (Side side : sides.all()) {
        side.ingest(bodies, Format.LINES);
        Path log = side.folder().resolve("data/samples.duckdb.wal");
        try (CheckpointWatch checkpoints = new CheckpointWatch(log)) {
          List<Answer> answers = phases((Hourly) side);
          if (!checkpoints.ends().isEmpty()) {
            notes.add(side.name() + ": " + during(checkpoints.ends(), answers));
          }
        }
      }
      results.end();
      for (String note : notes) {
        results.text(note);
      }
    }
    Disk.remove(folder);
  }

  private List<Answer> phases(Hourly side) throws IOException {
    try (Trickle trickle = new Trickle(side, fleet, SENDERS, STEPS, EVERY_MILLIS)) {
      trickle.start(filled);
      phase(side, trickle, new Job("before", () -> Thread.sleep(PHASE_MILLIS)));
      for (Job job : side.jobs()) {
        phase(side, trickle, job);
      }
      phase(side, trickle, new Job("after", () -> Thread.sleep(PHASE_MILLIS)));
      return trickle.answers();
    }
  }

  private void phase(Hourly side, Trickle trickle, Job job) throws IOException {
    long start = System.nanoTime();
    List<Double> looks;
    try (Looks looking = new Looks(side, fleet, trickle::step, LOOK_EVERY_MILLIS)) {
      job.work().run();
      looks = looking.millis();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    long end = System.nanoTime();
    // All that was waited for meanwhile, so a stall is not lost between two phases.
    Quantiles answers =
        Quantiles.of(
            trickle.answers().stream()
                .filter(answer -> answer.end() > start && answer.due() < end)
                .map(Answer::millis)
                .toList());
    Quantiles graphs = Quantiles.of(looks);
    results.row(
        side.name(),
        job.name(),
        Results.number((end - start) / 1e9),
        String.valueOf(answers.sorted().length),
        Results.number(answers.at(0.5)),
        Results.number(answers.at(0.99)),
        Results.number(answers.max()),
        Results.number(graphs.at(0.5)),
        Results.number(graphs.max()));
  }

  private static String during(List<Long> checkpoints, List<Answer> answers) {
    double longest =
        answers.stream()
            .filter(
                answer ->
                    checkpoints.stream()
                        .anyMatch(
                            end -> answer.due() - AROUND < end && end < answer.end() + AROUND))
            .mapToDouble(Answer::millis)
            .max()
            .orElse(Double.NaN);
    return "%d checkpoints of DuckDB; the longest answer around one of them took %s ms"
        .formatted(checkpoints.size(), Results.number(longest));
  }
}
