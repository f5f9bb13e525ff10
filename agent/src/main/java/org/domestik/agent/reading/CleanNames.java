// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.domestik.model.Names;

/**
 * Makes names for probes and columns out of what others call their things: {@code node_cpu:Rate-5m}
 * is {@code node_cpu_rate_5m}. The same text gives the same name, whatever came before, unless two
 * texts would share one.
 */
public final class CleanNames {
  private static final Set<String> RESERVED = Set.of("host", "sample_time", "samples", "series");

  // What the archive adds to a value's name: "a" and "a_min" cannot both be values.
  private static final List<String> SUFFIXES =
      List.of("", "_min", "_max", "_avg", "_sum", "_count", "_min_time", "_max_time");

  private final Map<String, String> given = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  /** A valid name of a probe. */
  public static String probe(String text) {
    return cut(clean(text), text);
  }

  /** A valid name of a key, other than those before. */
  public String key(String text) {
    return given.computeIfAbsent("key " + text, it -> free(text, List.of("")));
  }

  /** A valid name of a value, other than those before and their columns in the archive. */
  public String value(String text) {
    return value(text, text);
  }

  /**
   * The same for something that {@code id} tells apart, where that and the text are not the same.
   */
  public String value(String id, String text) {
    return given.computeIfAbsent("value " + id, it -> free(text, SUFFIXES));
  }

  private String free(String text, List<String> suffixes) {
    String base = clean(text);
    String name = cut(base, text);
    for (int i = 2;
        RESERVED.contains(name) || suffixes.stream().map(name::concat).anyMatch(taken::contains);
        i++) {
      name = cut(base + "_" + i, text + i);
    }
    suffixes.stream().map(name::concat).forEach(taken::add);
    return name;
  }

  private static String clean(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
    return lower.isEmpty() || Character.isDigit(lower.charAt(0)) ? "_" + lower : lower;
  }

  /** A name too long keeps its start; a number made of the whole text tells it apart. */
  private static String cut(String name, String text) {
    if (name.length() <= Names.MAX_LENGTH) {
      return name;
    }
    String mark = "_%08x".formatted(text.hashCode());
    return name.substring(0, Names.MAX_LENGTH - mark.length()) + mark;
  }
}
