// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.Decimal;
import org.domestik.server.ingest.Precision;
import org.jspecify.annotations.Nullable;

/**
 * One line: {@code name:value|type}, with a sample rate and, as DogStatsD has them, several values
 * and tags: {@code name:1:2|ms|@0.5|#shop:north,new}.
 *
 * @param rate of so much of what happened the line tells: above 0, at most 1
 * @param tags by name; one that is only a name says {@code true}
 * @param time its own; null: when it comes
 */
record Metric(
    String name,
    Type type,
    List<String> values,
    double rate,
    SortedMap<String, String> tags,
    @Nullable Instant time) {
  private static final Pattern BAR = Pattern.compile("\\|");

  enum Type {
    COUNTER("c"),
    GAUGE("g"),
    TIMER("ms"),
    HISTOGRAM("h"),
    DISTRIBUTION("d"),
    SET("s");

    final String word;

    Type(String word) {
      this.word = word;
    }

    static Type of(String word) {
      for (Type type : values()) {
        if (type.word.equals(word)) {
          return type;
        }
      }
      throw new BadInput("type \"" + word + "\" is not c, g, ms, h, d or s");
    }
  }

  /**
   * Reads a line.
   *
   * @throws BadInput where it is none
   */
  static Metric of(String line) {
    String[] parts = BAR.split(line, -1);
    int colon = parts[0].indexOf(':');
    if (parts.length < 2 || colon < 1) {
      throw new BadInput("expected: name:value|type");
    }
    double rate = 1;
    SortedMap<String, String> tags = new TreeMap<>();
    Instant time = null;
    for (int i = 2; i < parts.length; i++) {
      if (parts[i].startsWith("@")) {
        rate = rate(parts[i].substring(1));
      } else if (parts[i].startsWith("#")) {
        tags(parts[i].substring(1), tags);
      } else if (parts[i].startsWith("T")) {
        time = time(parts[i].substring(1));
      } // Else what says which container sent it.
    }
    Type type = Type.of(parts[1]);
    if (time != null && type != Type.COUNTER && type != Type.GAUGE) {
      throw new BadInput("only c and g have a time of their own; leave |T… out");
    }
    String said = parts[0].substring(colon + 1);
    // A set's value is a text, which may have colons: of them a line has one.
    List<String> values = values(type == Type.SET ? new String[] {said} : said.split(":", -1));
    if (type != Type.SET) {
      values.forEach(Metric::number);
    }
    return new Metric(parts[0].substring(0, colon), type, values, rate, tags, time);
  }

  private static List<String> values(String[] values) {
    if (List.of(values).contains("")) {
      throw new BadInput("a value is missing");
    }
    return List.of(values);
  }

  private static double rate(String text) {
    double rate = number(text);
    if (!(rate > 0 && rate <= 1)) {
      throw new BadInput("the sample rate is not above 0 and at most 1");
    }
    return rate;
  }

  private static Instant time(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new BadInput("\"" + text + "\" is no number of seconds");
    }
    return Precision.SECONDS.timeOf(Long.parseLong(text));
  }

  private static void tags(String text, SortedMap<String, String> tags) {
    for (String tag : text.split(",", -1)) {
      int colon = tag.indexOf(':');
      String name = colon < 0 ? tag : tag.substring(0, colon);
      if (!name.isEmpty()) {
        tags.put(name, colon < 0 ? "true" : tag.substring(colon + 1));
      }
    }
  }

  /** The number that a text is, with a sign or without, or throws; NaN is none. */
  static double number(String text) {
    double number = Decimal.parse(text);
    if (Double.isNaN(number)) {
      throw new BadInput("\"" + text + "\" is no number");
    }
    return number;
  }
}
