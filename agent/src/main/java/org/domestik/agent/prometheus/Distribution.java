// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.domestik.agent.reading.CounterRates;
import org.jspecify.annotations.Nullable;

/**
 * One histogram or summary of a source: how many observations a second, their mean, and what half,
 * 90 % and 99 % of them stay below - of those since the previous run, or of those there are now.
 */
final class Distribution {
  private static final double[] SHARES = {0.5, 0.9, 0.99};

  /** How many, their mean, and the shares. */
  static final int HISTOGRAM_COLUMNS = 2 + SHARES.length;

  /** How many, their mean, and as many quantiles as are usual. */
  static final int SUMMARY_COLUMNS = 2 + 5;

  private final MetricTable table;
  private final List<String> key;
  private final Metric metric;
  private final @Nullable String help;
  private final CounterRates rates;

  /** By upper bound: how many a second were not above it. */
  private final TreeMap<Double, Double> buckets = new TreeMap<>();

  /** A summary's: by the label, as it was written. */
  private final Map<String, Double> quantiles = new TreeMap<>();

  private double sum = Double.NaN;
  private double count = Double.NaN;

  Distribution(
      MetricTable table,
      List<String> key,
      Metric metric,
      @Nullable String help,
      CounterRates rates) {
    this.table = table;
    this.key = key;
    this.metric = metric;
    this.help = help;
    this.rates = rates;
  }

  void add(Series series, String part) {
    List<Object> id = List.of(series.name(), series.labels(), key);
    boolean now = metric.kind() == Metric.Kind.GAUGE_HISTOGRAM;
    double value = series.value();
    Instant counted = series.counted();
    switch (part) {
      case "sum" -> sum = now ? value : rates.signed(id, value, counted);
      case "count" -> count = now ? value : rates.perSecond(id, value, counted);
      case "bucket" ->
          buckets.put(bound(series, "le"), now ? value : rates.perSecond(id, value, counted));
      default -> quantiles.put(series.labels().getOrDefault("quantile", ""), value);
    }
  }

  private static double bound(Series series, String label) {
    String text = series.labels().getOrDefault(label, "");
    return text.equalsIgnoreCase("+Inf") ? Double.POSITIVE_INFINITY : number(text);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** What a summary itself says: the share is of 1, or of 100 where one of them is more than 1. */
  private void putQuantiles() {
    boolean percents = quantiles.keySet().stream().anyMatch(it -> number(it) > 1);
    quantiles.forEach(
        (text, value) -> {
          double share = number(text);
          boolean known = share >= 0 && share <= (percents ? 100 : 1);
          put(
              "_" + (known ? name(new BigDecimal(text.strip()), percents) : "quantile_" + text),
              metric.unit(),
              value);
        });
  }

  // 0.5 is p50, 0.999 is p99_9.
  private static String name(BigDecimal share, boolean percents) {
    BigDecimal percent = percents ? share : share.movePointRight(2);
    return "p" + percent.stripTrailingZeros().toPlainString().replace('.', '_');
  }

  private void put(String suffix, String unit, double number) {
    table.put(key, metric, suffix, unit, help, number);
  }

  /** Puts what was added into the table. */
  void put() {
    boolean now = metric.kind() == Metric.Kind.GAUGE_HISTOGRAM;
    put(now ? "_count" : "_rate", now ? "" : "1/s", count);
    put("_mean", metric.unit(), count > 0 ? sum / count : Double.NaN);
    if (!buckets.isEmpty()) {
      for (double share : SHARES) {
        put("_" + name(BigDecimal.valueOf(share), false), metric.unit(), quantile(share));
      }
    }
    putQuantiles();
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
