// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.domestik.agent.script.Growth;
import org.jspecify.annotations.Nullable;

/**
 * One histogram or summary of a source: how many observations a second, their mean, and what half,
 * 90 % and 99 % of them stay below - of those since the previous run.
 */
final class Distribution {
  private static final double[] SHARES = {0.5, 0.9, 0.99};

  private final MetricTable table;
  private final List<String> key;
  private final Metric metric;
  private final @Nullable String help;
  private final Growth growth;

  /** By upper bound: how many a second were not above it. */
  private final TreeMap<Double, Double> buckets = new TreeMap<>();

  private double sum = Double.NaN;
  private double count = Double.NaN;

  Distribution(
      MetricTable table, List<String> key, Metric metric, @Nullable String help, Growth growth) {
    this.table = table;
    this.key = key;
    this.metric = metric;
    this.help = help;
    this.growth = growth;
  }

  void add(Series series, String part) {
    List<Object> id = List.of(series.name(), series.labels(), key);
    switch (part) {
      case "sum" -> sum = growth.signed(id, series.value());
      case "count" -> count = growth.perSecond(id, series.value());
      case "bucket" -> buckets.put(bound(series, "le"), growth.perSecond(id, series.value()));
      default -> {
        double share = bound(series, "quantile");
        if (share >= 0 && share <= 1) {
          put("_" + name(share), metric.unit(), series.value());
        }
      }
    }
  }

  private static double bound(Series series, String label) {
    String text = series.labels().getOrDefault(label, "");
    try {
      return text.equalsIgnoreCase("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  // 0.5 is p50, 0.999 is p99_9.
  private static String name(double share) {
    String percent =
        BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    return "p" + percent.replace('.', '_');
  }

  private void put(String suffix, String unit, double number) {
    table.put(key, metric.family() + suffix, metric.rest() + suffix, unit, help, number);
  }

  /** Puts what was added into the table. */
  void put() {
    put("_rate", "1/s", count);
    put("_mean", metric.unit(), count > 0 ? sum / count : Double.NaN);
    if (!buckets.isEmpty()) {
      for (double share : SHARES) {
        put("_" + name(share), metric.unit(), quantile(share));
      }
    }
  }

  /** As Prometheus has it: spread evenly within the bucket, the highest bound for what is above. */
  private double quantile(double share) {
    double all = buckets.getOrDefault(Double.POSITIVE_INFINITY, Double.NaN);
    if (!(all > 0) || buckets.size() < 2) {
      return Double.NaN;
    }
    double rank = share * all;
    double low = Math.min(0, buckets.firstKey());
    double below = 0;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      double bound = bucket.getKey();
      double upTo = bucket.getValue();
      if (Double.isInfinite(bound)) {
        return low;
      }
      if (upTo >= rank) {
        return upTo > below ? low + (bound - low) * (rank - below) / (upTo - below) : bound;
      }
      low = bound;
      below = upTo;
    }
    return Double.NaN;
  }
}
