// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, in buckets from a millisecond to 10 s. Safe for use by many threads. */
public final class Histogram implements Metric {
  private static final double[] BOUNDS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10
  };

  private final String name;
  private final String help;
  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();

  /**
   * Makes an empty histogram.
   *
   * @param name ends in {@code _seconds}
   */
  public Histogram(String name, String help) {
    this.name = name;
    this.help = help;
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  public void record(Duration duration) {
    double seconds = duration.toNanos() / 1e9;
    int bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(duration.toNanos());
  }

  @Override
  public void write(MetricsText out) {
    out.head(name, "histogram", help);
    double count = 0;
    for (int i = 0; i < buckets.length; i++) {
      count += buckets[i].sum();
      String bound = i < BOUNDS.length ? MetricsText.number(BOUNDS[i]) : "+Inf";
      out.line(name + "_bucket" + MetricsText.labels(List.of("le"), List.of(bound)), count);
    }
    out.line(name + "_sum", nanos.sum() / 1e9);
    out.line(name + "_count", count);
  }
}
