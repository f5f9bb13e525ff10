// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.metric;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A metric's name, parted as an agent parts it that asks the exporter itself: {@code
 * node_filesystem_avail_bytes} is {@code avail_bytes} of {@code node_filesystem}. Nothing but the
 * name decides, so that a metric never moves.
 *
 * @param words those of its family, without what a type adds
 * @param part what the type adds: {@code _total}, {@code _sum}, {@code _count}, {@code _bucket} or
 *     nothing
 */
public record MetricName(List<String> words, String part) {
  private static final List<String> PARTS = List.of("_total", "_sum", "_count", "_bucket");
  private static final Map<String, String> UNITS =
      Map.of(
          "bytes", "B", "seconds", "s", "celsius", "°C", "volts", "V", "amperes", "A", "joules",
          "J", "watts", "W", "hertz", "Hz", "percent", "%", "meters", "m");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final int SUBJECT_WORDS = 2;

  /** {@code hasBound}: whether the series has a label {@code le}, as only buckets have. */
  public static MetricName of(String name, boolean hasBound) {
    for (String part : PARTS) {
      if (name.endsWith(part) && (hasBound || !part.equals("_bucket"))) {
        List<String> words = words(name.substring(0, name.length() - part.length()));
        if (words.size() > 1) {
          return new MetricName(words, part);
        }
      }
    }
    List<String> words = words(name);
    return new MetricName(words.isEmpty() ? List.of(name) : words, "");
  }

  /** One whose parts stand apart from it, as OpenTelemetry has them. */
  public static MetricName of(String name, String part) {
    List<String> words = words(name);
    return new MetricName(words.isEmpty() ? List.of(name) : words, part);
  }

  private static List<String> words(String name) {
    return WORD.matcher(name).results().map(it -> it.group()).toList();
  }

  /** Text in labels, or when something began: nothing that would make a graph. */
  public static boolean isText(String name) {
    return name.endsWith("_info") || name.endsWith("_created");
  }

  // A unit is no subject: "backup_size_bytes" is a backup's size, not a "backup_size".
  private int prefixWords(int more) {
    int subjects = words.size() - (UNITS.containsKey(words.getLast()) ? 1 : 0);
    return Math.clamp(subjects - 1L, 1, SUBJECT_WORDS + more);
  }

  /** The first two words, or the first of two and a unit; {@code more} of them, if there are. */
  String prefix(int more) {
    return String.join("_", words.subList(0, prefixWords(more)));
  }

  /** What is left behind those: {@code avail_bytes}. */
  String rest(int more) {
    int prefix = prefixWords(more);
    String rest =
        prefix >= words.size() ? "value" : String.join("_", words.subList(prefix, words.size()));
    return rest + part;
  }

  /** How many words there can be more. */
  int most() {
    return Math.max(0, words.size() - SUBJECT_WORDS);
  }

  /**
   * The unit that the name tells; empty: none. Of a number of observations or buckets it is none.
   */
  public String unit() {
    boolean counts = part.equals("_count") || part.equals("_bucket");
    return counts ? "" : UNITS.getOrDefault(words.getLast(), "");
  }
}
