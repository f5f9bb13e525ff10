// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.domestik.model.description.ProbeDescription;

/**
 * How many words of their names the metrics of one table share: two, and more where they would be
 * too many for one table. {@code node_zfs_arc_hits} and {@code node_zfs_zil_commit_count} then are
 * of two. What was once told apart stays so.
 */
final class TableDepths {
  private static final int MOST = 6;

  /** By the first two words: how many more there are. */
  private final Map<String, Integer> depths = new HashMap<>();

  int of(Metric metric) {
    return depths.getOrDefault(metric.prefix(), 0);
  }

  /**
   * Looks for tables that would be too wide.
   *
   * @param metrics by the series' names
   */
  void measure(List<Series> series, Map<String, Metric> metrics) {
    Set<String> wide = wide(metrics.values());
    for (int i = 0; i < MOST && !wide.isEmpty(); i++) {
      Map<String, Integer> columns = new HashMap<>();
      Map<String, String> owners = new HashMap<>();
      Set<String> counted = new HashSet<>();
      for (Series one : series) {
        Metric metric = metrics.get(one.name());
        if (metric != null && wide.contains(metric.prefix())) {
          String labels = String.valueOf(one.labels().keySet());
          String table = metric.prefix(of(metric)) + labels;
          if (counted.add(metric.family() + metric.part() + labels)) {
            columns.merge(table, metric.part().isEmpty() ? 1 : metric.columns(), Integer::sum);
            owners.put(table, metric.prefix());
          }
        }
      }
      wide = new HashSet<>();
      for (Map.Entry<String, Integer> table : columns.entrySet()) {
        if (table.getValue() > ProbeDescription.MAX_COLUMNS) {
          wide.add(owners.getOrDefault(table.getKey(), ""));
        }
      }
      wide.forEach(prefix -> depths.merge(prefix, 1, Integer::sum));
    }
  }

  /** Prefixes with so many metrics in all that one of their tables could be too wide. */
  private static Set<String> wide(Collection<Metric> metrics) {
    Map<String, Integer> columns = new HashMap<>();
    metrics.forEach(it -> columns.merge(it.prefix(), it.columns(), Integer::sum));
    columns.values().removeIf(count -> count <= ProbeDescription.MAX_COLUMNS);
    return columns.keySet();
  }
}
