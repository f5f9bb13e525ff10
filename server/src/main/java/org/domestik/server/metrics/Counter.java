// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happened, apart for each set of label values; those come from the code, never from a
 * request, so their number is bounded. Safe for use by many threads.
 */
public final class Counter implements Metric {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final Map<List<String>, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * Makes a counter that starts at 0.
   *
   * @param name ends in {@code _total}
   */
  public Counter(String name, String help, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = List.of(labels);
    if (this.labels.isEmpty()) {
      add(0); // A counter without labels is shown from the start.
    }
  }

  /** Adds to the count with these label values, in the order of the labels. */
  public void add(long amount, String... values) {
    counts.computeIfAbsent(List.of(values), absent -> new LongAdder()).add(amount);
  }

  /** The count with these label values. */
  public long count(String... values) {
    LongAdder count = counts.get(List.of(values));
    return count == null ? 0 : count.sum();
  }

  @Override
  public void write(MetricsText out) {
    out.head(name, "counter", help);
    Map<String, Long> lines = new TreeMap<>();
    counts.forEach((values, count) -> lines.put(MetricsText.labels(labels, values), count.sum()));
    lines.forEach((text, count) -> out.line(name + text, count));
  }
}
