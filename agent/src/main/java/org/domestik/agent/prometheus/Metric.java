// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.domestik.agent.prometheus.MetricsText.Metrics;

/**
 * What one series is part of, and where that goes: {@code node_filesystem_avail_bytes{device}} is
 * the value {@code avail_bytes} of the probe {@code prom_node_filesystem_by_device}.
 *
 * @param family the metric's name without what its type adds
 * @param part for histograms and summaries: {@code bucket}, {@code quantile}, {@code sum}, {@code
 *     count}; else empty
 * @param said the unit that the text says; empty if it says none
 */
record Metric(String family, Kind kind, String part, String said) {
  /** By what a name ends with: which part of a distribution that is. */
  private static final Map<String, String> PARTS =
      Map.of("_bucket", "bucket", "_sum", "sum", "_count", "count");

  private static final Map<String, String> GAUGE_PARTS =
      Map.of("_bucket", "bucket", "_gsum", "sum", "_gcount", "count");
  private static final Set<String> DISTRIBUTIONS = Set.of("histogram", "summary");
  private static final Set<String> UNTYPED = Set.of("", "untyped", "unknown");
  private static final Map<String, String> UNITS =
      new TreeMap<>(
          Map.of(
              "bytes", "B", "seconds", "s", "celsius", "°C", "volts", "V", "amperes", "A", "joules",
              "J", "watts", "W", "hertz", "Hz", "percent", "%", "meters", "m"));
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final int SUBJECT_WORDS = 2;

  /** What a number means. */
  enum Kind {
    GAUGE,
    COUNTER,
    HISTOGRAM,
    /** A histogram of what is there now, not of what has happened. */
    GAUGE_HISTOGRAM,
    SUMMARY,
    /** Text in labels, or when something began: nothing that would make a graph. */
    NONE
  }

  static Metric of(String name, Metrics all) {
    for (boolean gauge : new boolean[] {false, true}) {
      for (Map.Entry<String, String> part : (gauge ? GAUGE_PARTS : PARTS).entrySet()) {
        if (name.endsWith(part.getKey())) {
          String base = name.substring(0, name.length() - part.getKey().length());
          String type = all.types().getOrDefault(base, "");
          if (gauge ? type.equals("gaugehistogram") : DISTRIBUTIONS.contains(type)) {
            return new Metric(base, kind(type), part.getValue(), unit(base, all));
          }
        }
      }
    }
    String type = all.types().getOrDefault(name, "");
    if (type.equals("summary")) {
      return new Metric(name, Kind.SUMMARY, "quantile", unit(name, all));
    }
    if (name.endsWith("_info") || name.endsWith("_created")) {
      return new Metric(name, Kind.NONE, "", "");
    }
    if (name.endsWith("_total")) {
      String base = name.substring(0, name.length() - "_total".length());
      String said = UNTYPED.contains(type) ? all.types().getOrDefault(base, "") : type;
      String unit = unit(base, all);
      return new Metric(
          all.names().contains(base) ? name : base,
          UNTYPED.contains(said) ? Kind.COUNTER : kind(said),
          "",
          unit.isEmpty() ? unit(name, all) : unit);
    }
    return new Metric(name, kind(type), "", unit(name, all));
  }

  private static String unit(String family, Metrics all) {
    return all.units().getOrDefault(family, "");
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "counter" -> Kind.COUNTER;
      case "histogram" -> Kind.HISTOGRAM;
      case "gaugehistogram" -> Kind.GAUGE_HISTOGRAM;
      case "summary" -> Kind.SUMMARY;
      case "info" -> Kind.NONE;
      default -> Kind.GAUGE; // A state of a stateset is 0 or 1, under its label.
    };
  }

  /** Whether it is a number of observations rather than one. */
  boolean isDistribution() {
    return !part.isEmpty();
  }

  private List<String> words() {
    return WORD.matcher(family).results().map(it -> it.group()).toList();
  }

  // A unit is no subject: "backup_size_bytes" is a backup's size, not a "backup_size".
  private int prefixWords(int most) {
    int subjects = words().size() - (unitOfName().isEmpty() ? 0 : 1);
    return Math.clamp(subjects - 1L, 1, most);
  }

  /** The first two words, or the first of two and a unit: {@code node_filesystem}. */
  String prefix() {
    return prefix(0);
  }

  /** The same with so many words more, if there are. */
  String prefix(int more) {
    List<String> words = words();
    return words.isEmpty()
        ? family
        : String.join("_", words.subList(0, prefixWords(SUBJECT_WORDS + more)));
  }

  /** The words after those: {@code avail_bytes}. Two metrics' may be the same. */
  String rest(int more) {
    List<String> words = words();
    int prefix = prefixWords(SUBJECT_WORDS + more);
    return words.size() <= prefix ? "value" : String.join("_", words.subList(prefix, words.size()));
  }

  /** The unit that the text says or its name ends with; empty if none. */
  String unit() {
    return said.isEmpty() ? unitOfName() : UNITS.getOrDefault(said, said);
  }

  private String unitOfName() {
    List<String> words = words();
    return words.isEmpty() ? "" : UNITS.getOrDefault(words.getLast(), "");
  }

  /** How many columns it takes in its table. */
  int columns() {
    return switch (kind) {
      case HISTOGRAM, GAUGE_HISTOGRAM -> Distribution.HISTOGRAM_COLUMNS;
      case SUMMARY -> Distribution.SUMMARY_COLUMNS;
      default -> 1;
    };
  }
}
