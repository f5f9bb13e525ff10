// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.agent.config.PrometheusConfig;
import org.domestik.agent.prometheus.Metric.Kind;
import org.domestik.agent.prometheus.MetricsText.Metrics;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.domestik.agent.reading.CleanNames;
import org.domestik.agent.reading.CounterRates;
import org.domestik.agent.reading.LeftOut;
import org.domestik.agent.reading.Reading;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** Turns what one source says in Prometheus' format into probes. For one thread. */
final class MetricTables {
  private static final String PREFIX = "prom_";
  private static final int MOST_TABLES = 1_000;

  private final PrometheusConfig config;
  private final String source;
  private final CounterRates rates = new CounterRates();
  private final LeftOut leftOut = new LeftOut();
  private final TableDepths depths = new TableDepths();
  private final Map<Place, MetricTable> tables = new LinkedHashMap<>();
  private final Set<String> probes = new HashSet<>();

  /** What the metrics of one table have in common. */
  private record Place(String prefix, List<String> labels) {}

  /**
   * @param source the key that tells it apart from other sources of the same metrics
   */
  MetricTables(PrometheusConfig config, String source) {
    this.config = config;
    this.source = source;
  }

  /** What the latest run left out. */
  LeftOut leftOut() {
    return leftOut;
  }

  /**
   * The samples in a text, counters as rates since the text before.
   *
   * @param time when the run began
   * @param ticks the same moment in nanoseconds of a clock that never jumps
   * @param written when the text was; null: then
   * @throws BadInput if it is not of the format
   */
  List<Reading> readings(Instant time, long ticks, TextLines text, @Nullable Instant written)
      throws IOException {
    leftOut.clear();
    Metrics all = MetricsText.read(text, config::wants, config.series(), leftOut);
    rates.begin(time, ticks);
    tables.values().forEach(MetricTable::clear); // A run that failed may have left something.
    Map<String, Metric> metrics = new HashMap<>();
    all.names().forEach(name -> metrics.put(name, Metric.of(name, all)));
    metrics.values().removeIf(metric -> metric.kind() == Kind.NONE);
    depths.measure(all.series(), metrics);
    Map<List<Object>, Distribution> distributions = new LinkedHashMap<>();
    for (Series series : all.series()) {
      Metric metric = metrics.get(series.name());
      if (metric != null) {
        put(series.countedAt(written), metric, all, distributions);
      }
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
    SeriesKey place = SeriesKey.of(source, series, metric);
    MetricTable table = table(metric, place.labels());
    if (table == null) {
      return;
    }
    List<String> key = place.key();
    String help = all.help().get(metric.family());
    if (metric.isDistribution()) {
      distributions
          .computeIfAbsent(
              List.of(metric.family(), place.labels(), key),
              absent -> new Distribution(table, key, metric, help, rates))
          .add(series, metric.part());
      return;
    }
    boolean counts = metric.kind() == Kind.COUNTER;
    double number =
        counts
            ? rates.perSecond(
                List.of(series.name(), place.labels(), key), series.value(), series.counted())
            : series.value();
    String unit = !counts ? metric.unit() : (metric.unit().isEmpty() ? "1" : metric.unit()) + "/s";
    table.put(key, metric, "", unit, help == null ? all.help().get(series.name()) : help, number);
  }

  private @Nullable MetricTable table(Metric metric, List<String> labels) {
    int depth = depths.of(metric);
    Place place = new Place(metric.prefix(depth), labels);
    MetricTable table = tables.get(place);
    if (table == null) {
      if (tables.size() == MOST_TABLES) {
        leftOut.add(
            metric.family()
                + ": there are more than "
                + MOST_TABLES
                + " kinds of metrics; leave out some with drop = { \"…*\" }");
        return null;
      }
      table = new MetricTable(probe(place), place.prefix(), depth, labels, config.every(), leftOut);
      tables.put(place, table);
    }
    return table;
  }

  /** A name for a table; what would have another's is marked with a number made of its labels. */
  private String probe(Place place) {
    String text =
        PREFIX
            + place.prefix()
            + (place.labels().isEmpty() ? "" : "_by_" + String.join("_", place.labels()));
    String name = CleanNames.probe(text);
    if (!probes.add(name)) {
      name = CleanNames.probe(text + "_%08x".formatted(place.hashCode()));
      probes.add(name);
    }
    return name;
  }
}
