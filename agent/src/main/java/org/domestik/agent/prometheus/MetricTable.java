// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.reading.CleanNames;
import org.domestik.agent.reading.LeftOut;
import org.domestik.agent.reading.Reading;
import org.domestik.model.ComparableKey;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.description.Graph;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.jspecify.annotations.Nullable;

/**
 * One probe made of the metrics that begin alike and have the same labels: the labels are its keys.
 */
final class MetricTable {
  static final String SOURCE = "source";
  private static final int INFO_CHARACTERS = 1_000;

  private final String probe;
  private final String title;
  private final Span every;
  private final List<String> keys = new ArrayList<>();
  private final CleanNames names = new CleanNames();
  private final Map<String, ValueDescription> values = new LinkedHashMap<>();
  private final Map<String, List<String>> byUnit = new TreeMap<>();
  private final Map<String, String> help = new TreeMap<>();
  private final Map<ComparableKey, Map<String, Double>> rows = new LinkedHashMap<>();
  private final int depth;
  private final LeftOut leftOut;
  private @Nullable ProbeDescription description;

  /**
   * @param prefix what the metrics' names begin with
   * @param depth how many words more than usual that are
   * @param labels in order
   * @param leftOut takes what is too much for one table
   */
  MetricTable(
      String probe, String prefix, int depth, List<String> labels, Span every, LeftOut leftOut) {
    this.probe = probe;
    this.depth = depth;
    this.leftOut = leftOut;
    this.title =
        prefix.replace('_', ' ') + (labels.isEmpty() ? "" : " by " + String.join(", ", labels));
    this.every = every;
    keys.add(names.key(SOURCE));
    // A label "source" is another key than ours.
    labels.forEach(label -> keys.add(names.key(label.equals(SOURCE) ? label + " " : label)));
  }

  /**
   * Puts a number into its place; NaN and infinite ones have none.
   *
   * @param suffix what is added to what the metric is called within this table
   */
  void put(
      List<String> key,
      Metric metric,
      String suffix,
      String unit,
      @Nullable String helpText,
      double number) {
    if (!Double.isFinite(number)) {
      return;
    }
    // Two metrics that are called alike within the table have a column each all the same.
    String column = names.value(metric.family() + " " + suffix, metric.rest(depth) + suffix);
    if (!values.containsKey(column)) {
      if (values.size() == ProbeDescription.MAX_COLUMNS) {
        leftOut.add(
            metric.family()
                + suffix
                + ": \""
                + title
                + "\" has more than "
                + ProbeDescription.MAX_COLUMNS
                + " metrics; drop some");
        return;
      }
      values.put(
          column,
          new ValueDescription(
              column, ValueDescription.Type.REAL, unit.isEmpty() ? null : unit, null));
      byUnit.computeIfAbsent(unit, absent -> new ArrayList<>()).add(column);
      if (helpText != null) {
        help.put(column, helpText);
      }
      description = null;
    }
    rows.computeIfAbsent(new ComparableKey(key), absent -> new LinkedHashMap<>())
        .put(column, number);
  }

  /** Forgets what was put and not taken. */
  void clear() {
    rows.clear();
  }

  /** What was put since the last call, as a sample. */
  Reading take(Instant time) {
    ProbeDescription current = description;
    if (current == null) {
      current = describe();
      description = current;
    }
    List<Row> all = new ArrayList<>();
    rows.forEach((key, row) -> all.add(Row.of(key.texts(), row)));
    rows.clear();
    return new Reading(probe, all.isEmpty() ? null : new Sample(probe, time, all), current);
  }

  private ProbeDescription describe() {
    List<Graph> graphs = new ArrayList<>();
    byUnit.forEach(
        (unit, columns) ->
            graphs.add(
                new Graph(
                    byUnit.size() == 1 ? title : title + (unit.isEmpty() ? "" : " (" + unit + ")"),
                    columns,
                    Graph.Style.LINES,
                    unit.startsWith("B") ? 1024 : 1000,
                    info(columns))));
    return new ProbeDescription(
        probe,
        title,
        every,
        keys,
        new ArrayList<>(values.values()),
        List.of(),
        null,
        graphs,
        null,
        Map.of(),
        false);
  }

  private @Nullable String info(List<String> columns) {
    StringBuilder info = new StringBuilder();
    for (String column : columns) {
      String text = help.get(column);
      if (text != null && info.length() + text.length() < INFO_CHARACTERS) {
        info.append(info.isEmpty() ? "" : " ").append(column).append(": ").append(text);
      }
    }
    return info.isEmpty() ? null : info.toString();
  }
}
