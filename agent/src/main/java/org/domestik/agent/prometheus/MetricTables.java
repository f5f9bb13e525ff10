// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.domestik.agent.config.PrometheusConfig;
import org.domestik.agent.machine.Reading;
import org.domestik.agent.prometheus.Metric.Kind;
import org.domestik.agent.prometheus.MetricsText.Metrics;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.domestik.agent.script.CleanNames;
import org.domestik.agent.script.Growth;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;

/** Turns what one source says in Prometheus' format into probes. For one thread. */
final class MetricTables {
  private static final String PREFIX = "prom_";
  private static final int MOST_TABLES = 300;

  private final PrometheusConfig config;
  private final String source;
  private final Growth growth;
  private final Map<String, MetricTable> tables = new TreeMap<>();

  /**
   * @param source the key that tells it apart from other sources of the same metrics
   * @param ticks nanoseconds of a clock that never jumps
   */
  MetricTables(PrometheusConfig config, String source, LongSupplier ticks) {
    this.config = config;
    this.source = source;
    this.growth = new Growth(ticks);
  }

  /**
   * The samples in a text, counters as rates since the text before.
   *
   * @throws BadInput if it is not of the format, or more than the configuration allows
   */
  List<Reading> readings(Instant time, String text) {
    Metrics all = MetricsText.read(text, config::wants, config.series());
    growth.begin();
    tables.values().forEach(MetricTable::clear); // A run that failed may have left something.
    Map<String, Metric> metrics = new HashMap<>();
    Map<List<Object>, Distribution> distributions = new LinkedHashMap<>();
    for (Series series : all.series()) {
      Metric metric = metrics.computeIfAbsent(series.name(), absent -> Metric.of(series, all));
      if (metric.kind() == Kind.NONE) {
        continue;
      }
      put(series, metric, all, distributions);
    }
    distributions.values().forEach(Distribution::put);
    List<Reading> readings = new ArrayList<>();
    for (MetricTable table : tables.values()) {
      readings.add(table.take(time));
    }
    return readings;
  }

  private void put(
      Series series, Metric metric, Metrics all, Map<List<Object>, Distribution> distributions) {
    List<String> labels = new ArrayList<>();
    List<String> key = new ArrayList<>(List.of(source));
    series
        .labels()
        .forEach(
            (label, value) -> {
              boolean place =
                  label.equals("le") && metric.part().equals("bucket")
                      || label.equals("quantile") && metric.part().equals("quantile");
              if (!value.isEmpty() && !place) {
                labels.add(label);
                key.add(KeyText.shortened(value));
              }
            });
    MetricTable table = table(metric.prefix(), labels);
    String help = all.help().get(metric.family());
    if (metric.part().isEmpty()) {
      boolean counts = metric.kind() == Kind.COUNTER;
      double number =
          counts
              ? growth.perSecond(List.of(series.name(), labels, key), series.value())
              : series.value();
      String unit =
          !counts ? metric.unit() : (metric.unit().isEmpty() ? "1" : metric.unit()) + "/s";
      table.put(
          key,
          metric.family(),
          metric.rest(),
          unit,
          help == null ? all.help().get(series.name()) : help,
          number);
    } else {
      distributions
          .computeIfAbsent(
              List.of(metric.family(), labels, key),
              absent -> new Distribution(table, key, metric, help, growth))
          .add(series, metric.part());
    }
  }

  private MetricTable table(String prefix, List<String> labels) {
    String name =
        CleanNames.probe(
            PREFIX + prefix + (labels.isEmpty() ? "" : "_by_" + String.join("_", labels)));
    MetricTable table = tables.get(name);
    if (table == null) {
      if (tables.size() == MOST_TABLES) {
        throw new BadInput(
            "more than "
                + MOST_TABLES
                + " kinds of metrics; leave out some with drop = { \"…*\" }");
      }
      table = new MetricTable(name, prefix, labels, config.every());
      tables.put(name, table);
    }
    return table;
  }
}
