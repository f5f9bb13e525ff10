// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.metrics;

import java.util.ArrayList;
import java.util.List;

/** Writes Prometheus' text format 0.0.4. */
public final class MetricsText {
  private final StringBuilder out = new StringBuilder();

  /** What a metric is, before its values. */
  public void head(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help.replace("\\", "\\\\"));
    out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /** A value; names and texts of labels in turns. */
  public void line(String name, List<String> labels, double value) {
    List<String> names = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i + 1 < labels.size(); i += 2) {
      names.add(labels.get(i));
      texts.add(labels.get(i + 1));
    }
    line(name + labels(names, texts), value);
  }

  void line(String nameAndLabels, double value) {
    out.append(nameAndLabels).append(' ').append(number(value)).append('\n');
  }

  /** {@code {a="x",b="y"}}, or nothing without labels. */
  static String labels(List<String> names, List<String> values) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String value = values.get(i).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      pairs.add(names.get(i) + "=\"" + value + '"');
    }
    return pairs.isEmpty() ? "" : "{" + String.join(",", pairs) + "}";
  }

  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 0x1p63
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
