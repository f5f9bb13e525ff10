// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.domestik.agent.reading.LeftOut;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** Reads Prometheus' text format and OpenMetrics, of a version or another. For one text. */
final class MetricsText {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  /** As seconds they are of the year 5138, as milliseconds of 1973. */
  private static final double LEAST_MILLIS = 1e11;

  /** The year 2200. */
  private static final double LATEST_SECONDS = 7_258_118_400.0;

  private static final int MOST_NAMED = 100;
  private static final String OTHERS = "others";
  private static final char BOM = '\ufeff';

  private final List<Series> series = new ArrayList<>();
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, String> help = new HashMap<>();
  private final Map<String, String> units = new HashMap<>();

  /** The same few names come again and again: one object each. */
  private final Map<String, String> names = new HashMap<>();

  // The line being read.
  private String line = "";
  private int at;

  private final Predicate<String> wanted;
  private final long most;
  private final Map<String, Integer> excess = new TreeMap<>();

  private MetricsText(Predicate<String> wanted, long most) {
    this.wanted = wanted;
    this.most = most;
  }

  /**
   * What a text says.
   *
   * @param wanted which metrics are kept, by name
   * @param most series of those
   * @param leftOut takes those that were too many
   * @throws BadInput naming the line that is not of the format
   */
  static Metrics read(TextLines lines, Predicate<String> wanted, long most, LeftOut leftOut)
      throws IOException {
    MetricsText reader = new MetricsText(wanted, most);
    for (String line = lines.next(); line != null; line = lines.next()) {
      try {
        boolean marked = lines.number() == 1 && !line.isEmpty() && line.charAt(0) == BOM;
        reader.line = (marked ? line.substring(1) : line).strip();
        reader.at = 0;
        reader.readLine();
      } catch (BadInput e) {
        throw e.at("line " + lines.number());
      }
    }
    if (lines.isCut()) {
      leftOut.add("what is beyond its first " + lines.bytes() + " bytes");
    }
    reader.excess.forEach(
        (name, count) ->
            leftOut.add(
                count
                    + " series of "
                    + name
                    + ": there are more than "
                    + most
                    + " in all; leave out metrics with drop = { \"…*\" }, or raise series"));
    return new Metrics(reader.series, reader.types, reader.help, reader.units);
  }

  private void readLine() {
    if (line.isEmpty()) {
      return;
    }
    if (line.charAt(0) == '#') {
      readComment();
      return;
    }
    SortedMap<String, String> labels = new TreeMap<>();
    String name = line.charAt(0) == '{' ? "" : name("a metric's name", true);
    blanks();
    if (at < line.length() && line.charAt(at) == '{') {
      name = readLabels(name, labels);
    }
    if (name.isEmpty()) {
      throw new BadInput("expected a metric's name at \"" + line + "\"");
    }
    // After the value there may be a time, and an exemplar, which says nothing new here.
    String[] rest = line.substring(at).strip().split("\\s+", 3);
    double value = number(rest[0]);
    if (!wanted.test(name)) {
      return;
    }
    if (series.size() == most) {
      excess.merge(excess.size() < MOST_NAMED ? name : OTHERS, 1, Integer::sum);
    } else {
      series.add(new Series(name, labels, value, rest.length == 1 ? null : time(rest[1])));
    }
  }

  /** {@code # TYPE}, {@code # HELP}, {@code # UNIT}; anything else is said to people. */
  private void readComment() {
    at++;
    blanks();
    String word = line.substring(at, Math.min(line.length(), at + "TYPE".length()));
    Map<String, String> told = Map.of("TYPE", types, "HELP", help, "UNIT", units).get(word);
    at += word.length();
    int start = at;
    blanks();
    if (told == null || at == start) {
      return;
    }
    int end = at;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    boolean quoted = at < line.length() && line.charAt(at) == '"';
    String name = quoted ? quoted() : line.substring(at, end);
    at = quoted ? at : end;
    blanks();
    String text = line.substring(at);
    if (told.size() < most) { // More are of no series that is kept.
      told.put(name, word.equals("HELP") ? unescaped(text).replace('\n', ' ') : text);
    }
  }

  private String name(String what, boolean colons) {
    int start = at;
    while (at < line.length() && isNamePart(line.charAt(at), at == start, colons)) {
      at++;
    }
    if (at == start) {
      throw new BadInput("expected " + what + " at \"" + rest() + "\"");
    }
    return shared(line.substring(start, at));
  }

  private String shared(String name) {
    return names.computeIfAbsent(name, itself -> itself);
  }

  private static boolean isNamePart(char c, boolean first, boolean colons) {
    boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || colons && c == ':';
    return letter || !first && c >= '0' && c <= '9';
  }

  /**
   * Reads what is in braces, a name in quotes that may stand first among it, and returns the name.
   */
  private String readLabels(String before, Map<String, String> labels) {
    String name = before;
    at++;
    blanks();
    while (at < line.length() && line.charAt(at) != '}') {
      boolean quoted = line.charAt(at) == '"';
      String label = quoted ? shared(quoted()) : name("a label's name", false);
      blanks();
      if (quoted && name.isEmpty() && (at == line.length() || line.charAt(at) != '=')) {
        name = label;
      } else {
        expect('=');
        blanks();
        labels.put(label, quoted());
      }
      blanks();
      if (at < line.length() && line.charAt(at) == ',') {
        at++;
        blanks();
      } else if (at < line.length() && line.charAt(at) != '}') {
        throw new BadInput("expected ',' or '}' at \"" + rest() + "\"");
      }
    }
    expect('}');
    return name;
  }

  private String quoted() {
    expect('"');
    int start = at;
    while (at < line.length() && line.charAt(at) != '"') {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    String text = line.substring(start, Math.min(at, line.length()));
    expect('"');
    return unescaped(text);
  }

  /** A backslash before anything but n, a quote or itself is one. */
  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      boolean escape = next == 'n' || next == '"' || next == '\\';
      plain.append(!escape ? c : next == 'n' ? '\n' : next);
      i += escape ? 1 : 0;
    }
    return plain.toString();
  }

  private void expect(char c) {
    if (at >= line.length() || line.charAt(at) != c) {
      throw new BadInput("expected '" + c + "' at \"" + rest() + "\"");
    }
    at++;
  }

  private void blanks() {
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
  }

  private String rest() {
    int start = Math.min(at, line.length());
    return line.substring(start, Math.min(line.length(), start + 40));
  }

  private static double number(String text) {
    if (NUMBER.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new BadInput("\"" + text + "\" is not a number");
    };
  }

  /** Of Prometheus in milliseconds, of OpenMetrics in seconds; null for what is none of these. */
  private static @Nullable Instant time(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    double number = Double.parseDouble(text);
    double seconds = number < LEAST_MILLIS ? number : number / 1000;
    return seconds >= 0 && seconds < LATEST_SECONDS
        ? Instant.ofEpochMilli(Math.round(seconds * 1000))
        : null;
  }

  /**
   * One number with the name and labels it stands under.
   *
   * @param counted when, as the text says of this number alone; null where it does not
   */
  record Series(
      String name, SortedMap<String, String> labels, double value, @Nullable Instant counted) {
    /** The same where the text does not say when; as it is where it does. */
    Series countedAt(@Nullable Instant time) {
      return counted != null || time == null ? this : new Series(name, labels, value, time);
    }
  }

  /**
   * All of a text.
   *
   * @param types by metric: counter, gauge, histogram, summary …
   * @param help by metric: what it is
   * @param units by metric, where the text says so
   * @param names of all series
   */
  record Metrics(
      List<Series> series,
      Map<String, String> types,
      Map<String, String> help,
      Map<String, String> units,
      Set<String> names) {
    Metrics(
        List<Series> series,
        Map<String, String> types,
        Map<String, String> help,
        Map<String, String> units) {
      this(series, types, help, units, new HashSet<>());
      series.forEach(it -> names.add(it.name()));
    }
  }
}
