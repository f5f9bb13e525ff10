// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.agent.reading.CounterRates;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * One field of a Munin graph, as its {@code config} describes it.
 *
 * @param name as the plugin calls it
 * @param attributes {@code label}, {@code type}, {@code draw} and so on
 */
record MuninField(String name, Map<String, String> attributes) {
  private static final Set<String> UNKNOWN = Set.of("", "u", "nan", "-nan", "inf", "-inf");

  /** Before a value there may be when it was: {@code epoch:value}. */
  private static final Pattern TIME = Pattern.compile("(\\d{1,10}):");

  /** No counter has so many digits; a power of ten with many zeros is not worth its memory. */
  private static final int LONGEST_EXACT = 40;

  /** A graph's fields as its {@code graph_order} has them, then as its config does. */
  static List<MuninField> ordered(MuninPart part) {
    Map<String, MuninField> ordered = new LinkedHashMap<>();
    for (String word : part.about().getOrDefault("graph_order", "").split("\\s+", -1)) {
      boolean hidden = word.startsWith("-");
      String name = MuninText.clean(hidden ? word.substring(1) : word);
      Map<String, String> attributes = part.fields().get(name);
      if (attributes != null) { // Else it is another plugin's, which no plugin can know.
        Map<String, String> all = new LinkedHashMap<>(attributes);
        if (hidden) {
          all.put("graph", "no");
        }
        ordered.putIfAbsent(name, new MuninField(name, all));
      }
    }
    part.fields().forEach((name, it) -> ordered.putIfAbsent(name, new MuninField(name, it)));
    return List.copyOf(ordered.values());
  }

  private String get(String attribute) {
    return attributes.getOrDefault(attribute, "");
  }

  String label() {
    String label = get("label");
    return label.isEmpty() ? name : label;
  }

  /** The field drawn below the axis as this one's counterpart; empty if none. */
  String negative() {
    return MuninText.clean(get("negative"));
  }

  boolean isDrawn() {
    return !get("graph").equals("no");
  }

  /** Whether it is an area, or stands on another field. */
  boolean isArea() {
    return get("draw").startsWith("AREA") || isStacked();
  }

  boolean isStacked() {
    return get("draw").contains("STACK");
  }

  /** Whether its value is a change by the second. */
  boolean isRate() {
    return Set.of("COUNTER", "DERIVE", "ABSOLUTE").contains(get("type").toUpperCase(Locale.ROOT));
  }

  /** An expression in reverse Polish notation to be shown in place of the value; empty if none. */
  String cdef() {
    return get("cdef");
  }

  /**
   * What the field's type makes of a printed value, a rate for counters; NaN where it is not known
   * or outside the field's bounds.
   *
   * @param id tells the field apart from all others of its script
   * @throws BadInput if it is no number
   */
  double read(String id, String printed, CounterRates rates) {
    Matcher said = TIME.matcher(printed);
    boolean timed = said.lookingAt();
    Instant counted = timed ? Instant.ofEpochSecond(Long.parseLong(said.group(1))) : null;
    String text = timed ? printed.substring(said.end()) : printed;
    if (UNKNOWN.contains(text.toLowerCase(Locale.ROOT))) {
      return Double.NaN;
    }
    Number value = number(text);
    double shown =
        switch (get("type").toUpperCase(Locale.ROOT)) {
          case "COUNTER" -> rates.wrapping(id, value, counted);
          case "DERIVE" -> rates.signed(id, value, counted);
          case "ABSOLUTE" -> rates.sinceRead(id, value);
          default -> value.doubleValue();
        };
    return shown < bound("min", shown) || shown > bound("max", shown) ? Double.NaN : shown;
  }

  /** Exact: two counters beyond 2^53 that differ may be one double. */
  private Number number(String text) {
    if (!Rpn.NUMBER.matcher(text).matches()) {
      throw new BadInput("value \"" + name + "\": \"" + text + "\" is not a number");
    }
    double value = Double.parseDouble(text);
    return Math.abs(value) < 0x1p53 || text.length() > LONGEST_EXACT
        ? (Number) value
        : new BigDecimal(text);
  }

  private double bound(String attribute, double otherwise) {
    try {
      return Double.parseDouble(get(attribute));
    } catch (NumberFormatException e) {
      return otherwise; // Most have none; "U" says so too.
    }
  }

  /** Its levels: {@code warning} and {@code critical}, each with {@code min} and {@code max}. */
  Map<String, Object> alert() {
    Map<String, Object> alert = new LinkedHashMap<>();
    for (String level : new String[] {"warning", "critical"}) {
      Map<String, Object> range = range(get(level));
      if (!range.isEmpty()) {
        alert.put(level, range);
      }
    }
    return alert;
  }

  /** Munin writes {@code max}, {@code min:} or {@code min:max}. */
  private static Map<String, Object> range(String text) {
    int colon = text.indexOf(':');
    Map<String, Object> range = new LinkedHashMap<>();
    if (colon >= 0) {
      put(range, "min", text.substring(0, colon));
    }
    put(range, "max", text.substring(colon + 1));
    return range;
  }

  private static void put(Map<String, Object> range, String name, @Nullable String text) {
    try {
      if (text != null && !text.isBlank()) {
        double level = Double.parseDouble(text.strip());
        if (Double.isFinite(level)) {
          range.put(name, level);
        }
      }
    } catch (NumberFormatException e) {
      range.remove(name); // A level nobody could reach anyway.
    }
  }
}
