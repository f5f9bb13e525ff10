// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.agent.prometheus.MetricsText.Metrics;
import org.domestik.agent.prometheus.MetricsText.Series;

/**
 * What one series is part of, and where that goes: {@code node_filesystem_avail_bytes{device}} is
 * the value {@code avail_bytes} of the probe {@code prom_node_filesystem_by_device}.
 *
 * @param family the metric's name without what its type adds
 * @param part for histograms and summaries: {@code bucket}, {@code quantile}, {@code sum}, {@code
 *     count}; else empty
 */
record Metric(String family, Kind kind, String part) {
  private static final Set<String> PARTS = Set.of("_bucket", "_sum", "_count");
  private static final Map<String, String> UNITS =
      new TreeMap<>(
          Map.of(
              "bytes", "B", "seconds", "s", "celsius", "°C", "volts", "V", "amperes", "A", "joules",
              "J", "watts", "W", "hertz", "Hz", "percent", "%", "meters", "m"));

  /** What a number means. */
  enum Kind {
    GAUGE,
    COUNTER,
    HISTOGRAM,
    SUMMARY,
    /** Text in labels, or when something began: nothing that would make a graph. */
    NONE
  }

  static Metric of(Series series, Metrics all) {
    String name = series.name();
    for (String suffix : PARTS) {
      if (name.endsWith(suffix)) {
        String base = name.substring(0, name.length() - suffix.length());
        String type = all.types().getOrDefault(base, "");
        if (type.equals("histogram") || type.equals("summary")) {
          return new Metric(base, kind(type), suffix.substring(1));
        }
      }
    }
    String type = all.types().getOrDefault(name, "");
    if (type.equals("summary")) {
      return new Metric(name, Kind.SUMMARY, "quantile");
    }
    if (name.endsWith("_info") || name.endsWith("_created")) {
      return new Metric(name, Kind.NONE, "");
    }
    if (name.endsWith("_total")) {
      String base = name.substring(0, name.length() - "_total".length());
      String baseType = type.isEmpty() ? all.types().getOrDefault(base, "counter") : type;
      boolean taken = all.series().stream().anyMatch(it -> it.name().equals(base));
      return new Metric(taken ? name : base, kind(baseType), "");
    }
    return new Metric(name, kind(type), "");
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "counter" -> Kind.COUNTER;
      case "histogram" -> Kind.HISTOGRAM;
      case "summary" -> Kind.SUMMARY;
      case "info", "stateset", "gaugehistogram" -> Kind.NONE;
      default -> Kind.GAUGE;
    };
  }

  private List<String> words() {
    return Arrays.stream(family.split("[_:]+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  // A unit is no subject: "backup_size_bytes" is a backup's size, not a "backup_size".
  private int prefixWords() {
    int subjects = words().size() - (unit().isEmpty() ? 0 : 1);
    return Math.clamp(subjects - 1L, 1, 2);
  }

  /** The first two words, or the first of two and a unit: {@code node_filesystem}. */
  String prefix() {
    List<String> words = words();
    return words.isEmpty() ? family : String.join("_", words.subList(0, prefixWords()));
  }

  /** The words after those: {@code avail_bytes}. */
  String rest() {
    List<String> words = words();
    return words.size() < 2
        ? "value"
        : String.join("_", words.subList(prefixWords(), words.size()));
  }

  /** The unit its name ends with; empty if none. */
  String unit() {
    List<String> words = words();
    return words.isEmpty() ? "" : UNITS.getOrDefault(words.getLast(), "");
  }
}
