// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Series out, all sides alternately: the same questions to each. */
final class Queries {
  private static final int BLOCK = 25;

  private final Fleet fleet;
  private final Sides sides;
  private final Results results;
  private final int asks;

  Queries(Fleet fleet, Sides sides, Results results, int asks) {
    this.fleet = fleet;
    this.sides = sides;
    this.results = results;
    this.asks = asks;
  }

  static final String[] HEAD = {
    "question", "side", "p50, ms", "p95", "p99", "p50 first / this", "points"
  };

  /** One series, drawn at random each time. */
  void oneSeries(String name, Instant to, Duration span) throws IOException {
    measure(name, (side, random) -> read(side, random.nextInt(fleet.hosts()), random, to, span));
  }

  private int read(Side side, int host, RandomGenerator random, Instant to, Duration span)
      throws IOException {
    String key = fleet.key(random.nextInt(fleet.keys()));
    return side.read(fleet.host(host), key, to.minus(span), to);
  }

  /** As many series of one host as a page shows, one after the other. */
  void hostPage(String name, int graphs, Instant to, Duration span) throws IOException {
    measure(
        name,
        (side, random) -> {
          int host = random.nextInt(fleet.hosts());
          int points = 0;
          for (int graph = 0; graph < graphs; graph++) {
            points += side.read(fleet.host(host), fleet.key(graph), to.minus(span), to);
          }
          return points;
        });
  }

  /** Asks a side once; returns how many points came. */
  private interface Question {
    int ask(Side side, RandomGenerator random) throws IOException;
  }

  private void measure(String name, Question question) throws IOException {
    Map<Side, List<Double>> millis = new LinkedHashMap<>();
    Map<Side, Integer> points = new LinkedHashMap<>();
    sides.all().forEach(side -> millis.put(side, new ArrayList<>()));
    // The first block warms caches and compilers and does not count.
    int size = Math.min(asks, BLOCK);
    int warmUp = asks > BLOCK ? 4 * BLOCK : size;
    for (int block = -1; block < asks / size; block++) {
      for (Side side : sides.inTurn(Math.max(block, 0))) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(block);
        for (int i = 0; i < (block < 0 ? warmUp : size); i++) {
          long before = System.nanoTime();
          int count = question.ask(side, random);
          double took = (System.nanoTime() - before) / 1e6;
          if (block >= 0) {
            millis.computeIfAbsent(side, it -> new ArrayList<>()).add(took);
            points.put(side, count);
          }
        }
      }
    }
    double own = Quantiles.of(millis.values().iterator().next()).at(0.5);
    millis.forEach(
        (side, all) -> {
          Quantiles quantiles = Quantiles.of(all);
          results.row(
              name,
              side.name(),
              Results.number(quantiles.at(0.5)),
              Results.number(quantiles.at(0.95)),
              Results.number(quantiles.at(0.99)),
              Results.number(own / quantiles.at(0.5)),
              String.valueOf(points.get(side)));
        });
  }
}
