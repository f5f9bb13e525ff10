// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Hourly;
import org.domestik.benchmarks.side.Side;
import org.domestik.benchmarks.side.Sides;

/** Series out, all sides alternately: the same questions to each. */
final class Queries {
  private static final int BLOCK = 25;

  private final Fleet fleet;
  private final Sides sides;
  private final Results results;

  Queries(Fleet fleet, Sides sides, Results results) {
    this.fleet = fleet;
    this.sides = sides;
    this.results = results;
  }

  static final String[] HEAD = {
    "question", "side", "p50, ms", "p95", "p99", "p50 first / this", "server CPU each, ms", "points"
  };

  /** Asks a side once; returns how many points came. */
  interface Question<S extends Side> {
    int ask(S side, RandomGenerator random) throws IOException;
  }

  /** What a side took. */
  static final class Took {
    final List<Double> millis = new ArrayList<>();
    double cpuMillis;
    int points;

    Quantiles quantiles() {
      return Quantiles.of(millis);
    }
  }

  /** One series, drawn at random each time. */
  Question<Side> oneSeries(Instant to, Duration span) {
    return (side, random) -> {
      String host = fleet.host(random.nextInt(fleet.hosts()));
      return side.read(host, fleet.key(random.nextInt(fleet.keys())), to.minus(span), to);
    };
  }

  /** As many series of one host as a page shows, one after the other. */
  Question<Side> hostPage(int graphs, Instant to, Duration span) {
    return (side, random) -> {
      int host = random.nextInt(fleet.hosts());
      int points = 0;
      for (int graph = 0; graph < graphs; graph++) {
        points += side.read(fleet.host(host), fleet.key(graph), to.minus(span), to);
      }
      return points;
    };
  }

  /** Hour by hour of one series, drawn at random each time. */
  Question<Hourly> hours(Instant to, Duration span) {
    return (side, random) -> {
      String host = fleet.host(random.nextInt(fleet.hosts()));
      return side.hours(host, fleet.key(random.nextInt(fleet.keys())), to.minus(span), to);
    };
  }

  /** Asks all sides and reports. */
  void measure(String name, int asks, Question<Side> question) throws IOException {
    report(name, ask(sides.all(), asks, question));
  }

  /** Asks so often, in blocks that alternate between the sides. */
  <S extends Side> Map<S, Took> ask(List<S> asked, int asks, Question<S> question)
      throws IOException {
    Map<S, Took> took = new LinkedHashMap<>();
    asked.forEach(side -> took.put(side, new Took()));
    // The first block warms caches and compilers and does not count.
    int size = Math.min(asks, BLOCK);
    int warmUp = asks > BLOCK ? 4 * BLOCK : size;
    for (int block = -1; block < asks / size; block++) {
      for (S side : Sides.rotated(asked, Math.max(block, 0))) {
        Took of = block < 0 ? new Took() : Objects.requireNonNull(took.get(side));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(block);
        double cpu = side.cpuSeconds();
        for (int i = 0; i < (block < 0 ? warmUp : size); i++) {
          long before = System.nanoTime();
          of.points = question.ask(side, random);
          of.millis.add((System.nanoTime() - before) / 1e6);
        }
        of.cpuMillis += (side.cpuSeconds() - cpu) * 1e3;
      }
    }
    return took;
  }

  /** A row a side; the first is what the others are compared with. */
  <S extends Side> void report(String name, Map<S, Took> all) {
    double own = all.values().iterator().next().quantiles().at(0.5);
    all.forEach(
        (side, took) -> {
          Quantiles quantiles = took.quantiles();
          results.row(
              name,
              side.name(),
              Results.number(quantiles.at(0.5)),
              Results.number(quantiles.at(0.95)),
              Results.number(quantiles.at(0.99)),
              Results.number(own / quantiles.at(0.5)),
              Results.number(took.cpuMillis / took.millis.size()),
              String.valueOf(took.points));
        });
  }
}
