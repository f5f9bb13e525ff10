// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.domestik.model.KeyText;

/**
 * The keys of a series: its source, then its labels, in the order of their names. More labels than
 * a key has levels are one level together.
 *
 * @param labels what the levels below the source are called
 * @param key the values of all levels
 */
record SeriesKey(List<String> labels, List<String> key) {
  /** The levels a key may have, that of the source among them. */
  private static final int MOST_LEVELS = 8;

  /** No label has a blank in it. */
  private static final String OTHERS = "other labels";

  static SeriesKey of(String source, Series series, Metric metric) {
    SortedMap<String, String> levels = new TreeMap<>();
    series
        .labels()
        .forEach(
            (label, value) -> {
              boolean place =
                  label.equals("le") && metric.part().equals("bucket")
                      || label.equals("quantile") && metric.part().equals("quantile");
              if (!value.isEmpty() && !place) {
                levels.put(label, value);
              }
            });
    List<String> labels = new ArrayList<>();
    List<String> key = new ArrayList<>(List.of(source));
    StringBuilder others = new StringBuilder();
    int own = levels.size() < MOST_LEVELS ? levels.size() : MOST_LEVELS - 2;
    levels.forEach(
        (label, value) -> {
          if (labels.size() < own) {
            labels.add(label);
            key.add(KeyText.shortened(value));
          } else {
            others.append(others.isEmpty() ? "" : ", ").append(label).append("=\"");
            others.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
          }
        });
    if (!others.isEmpty()) {
      labels.add(OTHERS);
      key.add(KeyText.shortened(others.toString()));
    }
    return new SeriesKey(labels, key);
  }
}
