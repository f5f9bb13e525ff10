// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Side;
import org.domestik.benchmarks.side.Sides;

/**
 * Rows in, all sides alternately: the same requests to each, in rounds.
 *
 * <p>Every round goes on where the last ended in time, on the same running servers, so a JVM is as
 * warm as in daily work.
 */
public final class Ingest {
  private final Fleet fleet;
  private final Sides sides;
  private final int rounds;
  private int step;
  private long sent;

  Ingest(Fleet fleet, Sides sides, int rounds) {
    this.fleet = fleet;
    this.sides = sides;
    this.rounds = rounds;
  }

  /**
   * A way to send.
   *
   * @param rows of one request
   */
  public record Shape(int senders, int rows, Format format) {
    String name() {
      return senders
          + (senders == 1 ? " sender" : " senders")
          + " × "
          + rows
          + " rows"
          + (format == Format.JSON ? ", JSON" : "");
    }
  }

  /** What a side did in all rounds of a shape. */
  static final class Score {
    final List<Double> rowsPerCpuSecond = new ArrayList<>();
    final List<Double> rowsPerSecond = new ArrayList<>();
    final List<Double> millis = new ArrayList<>();

    /** Adds a round. */
    void measure(Side side, Work work) throws IOException {
      double before = side.cpuSeconds();
      Load load = work.run();
      double cpu = side.cpuSeconds() - before;
      rowsPerCpuSecond.add(load.rows() / cpu);
      rowsPerSecond.add(load.rows() / load.seconds());
      for (double each : load.millis().sorted()) {
        millis.add(each);
      }
    }
  }

  /** Sends what is measured. */
  interface Work {
    Load run() throws IOException;
  }

  /** Sends some steps to all sides, unmeasured. */
  void warmUp(Shape shape, int steps) throws IOException {
    List<List<Body>> lines =
        new Bodies(fleet, shape.senders(), shape.rows()).of(Format.LINES, step, step + steps);
    for (Side side : sides.all()) {
      side.ingest(lines, Format.LINES);
    }
    advance(steps);
  }

  private void advance(int steps) {
    step += steps;
    sent += (long) steps * fleet.series();
  }

  /** Measures a shape; so many steps of the fleet's time a round. */
  Map<Side, Score> rounds(Shape shape, int steps) throws IOException {
    Map<Side, Score> scores = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      round(round, shape, steps, scores);
    }
    return scores;
  }

  /** Measures one round of a shape and adds it to the scores. */
  void round(int round, Shape shape, int steps, Map<Side, Score> scores) throws IOException {
    sides.all().forEach(side -> scores.computeIfAbsent(side, _ -> new Score()));
    Bodies bodies = new Bodies(fleet, shape.senders(), shape.rows());
    Map<Format, List<List<Body>>> requests = new LinkedHashMap<>();
    requests.put(Format.LINES, bodies.of(Format.LINES, step, step + steps));
    requests.put(shape.format(), bodies.of(shape.format(), step, step + steps));
    for (Side side : sides.inTurn(round)) {
      // Who does not take JSON shows what it does with the same rows as lines.
      Format format = side.takes(shape.format()) ? shape.format() : Format.LINES;
      List<List<Body>> wanted = Objects.requireNonNull(requests.get(format));
      Objects.requireNonNull(scores.get(side)).measure(side, () -> side.ingest(wanted, format));
    }
    advance(steps);
  }

  /** Adds each side's line to a table with {@link #HEAD}. */
  static void report(Results results, String name, Map<Side, Score> scores) {
    double own = Quantiles.of(scores.values().iterator().next().rowsPerCpuSecond).median();
    scores.forEach(
        (side, score) -> {
          Quantiles rates = Quantiles.of(score.rowsPerCpuSecond);
          Quantiles millis = Quantiles.of(score.millis);
          results.row(
              name,
              side.name(),
              Results.number(rates.median()),
              Results.number(rates.at(0)) + "–" + Results.number(rates.max()),
              Results.number(own / rates.median()),
              Results.number(Quantiles.of(score.rowsPerSecond).median()),
              Results.number(millis.at(0.5)),
              Results.number(millis.at(0.99)),
              Results.number(millis.max()));
        });
  }

  static final String[] HEAD = {
    "requests",
    "side",
    "rows per server CPU-second",
    "rounds from–to",
    "first / this",
    "rows per second",
    "answer p50, ms",
    "p99",
    "max"
  };

  /** How many steps of the fleet's time were sent so far. */
  int step() {
    return step;
  }

  /** How many rows were sent to each side so far. */
  long sent() {
    return sent;
  }

  /** Fails if a side has not exactly the rows that it acknowledged. */
  void checkRows() throws IOException {
    for (Side side : sides.all()) {
      long rows = side.rows();
      if (rows != sent) {
        throw new IllegalStateException(
            side.name() + " has " + rows + " rows of the " + sent + " it acknowledged");
      }
    }
  }
}
