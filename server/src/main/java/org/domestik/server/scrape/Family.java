// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.scrape;

import java.util.ArrayList;
import java.util.List;
import org.domestik.server.metrics.Metric;
import org.domestik.server.metrics.MetricsText;

/** A metric whose values are known all at once, each with labels of its own. */
final class Family implements Metric {
  private final String name;
  private final String type;
  private final String help;
  private final List<Value> values = new ArrayList<>();

  private record Value(List<String> labels, double number) {}

  /** {@code type}: {@code gauge} or {@code counter}. */
  Family(String name, String type, String help) {
    this.name = name;
    this.type = type;
    this.help = help;
  }

  /** Adds a value; names and texts of labels in turns. */
  void add(double number, String... labels) {
    add(number, List.of(labels));
  }

  void add(double number, List<String> labels) {
    values.add(new Value(labels, number));
  }

  @Override
  public void write(MetricsText out) {
    if (!values.isEmpty()) {
      out.head(name, type, help);
      values.forEach(it -> out.line(name, it.labels, it.number));
    }
  }
}
