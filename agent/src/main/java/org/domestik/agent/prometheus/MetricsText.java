// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;

/** Reads Prometheus' text format, and OpenMetrics as far as it is the same. For one text. */
final class MetricsText {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private final List<Series> series = new ArrayList<>();
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, String> help = new HashMap<>();

  // The line being read.
  private String line = "";
  private int at;

  private final Predicate<String> wanted;
  private final long most;

  private MetricsText(Predicate<String> wanted, long most) {
    this.wanted = wanted;
    this.most = most;
  }

  /**
   * What a text says.
   *
   * @param wanted which metrics are kept, by name
   * @param most series of those
   * @throws BadInput naming the line that is not of the format or one too many
   */
  static Metrics read(String text, Predicate<String> wanted, long most) {
    MetricsText reader = new MetricsText(wanted, most);
    int start = 0;
    // Line by line: a list of them all would be as large as the text once more.
    for (int number = 1; start <= text.length(); number++) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      try {
        reader.line = text.substring(start, end).strip();
        reader.at = 0;
        reader.readLine();
      } catch (BadInput e) {
        throw e.at("line " + number);
      }
      start = end + 1;
    }
    return new Metrics(reader.series, reader.types, reader.help);
  }

  private void readLine() {
    if (line.isEmpty()) {
      return;
    }
    if (line.startsWith("#")) {
      String[] words = line.split("\\s+", 4);
      if (words.length == 4 && words[0].equals("#") && words[1].equals("TYPE")) {
        types.put(words[2], words[3].strip());
      } else if (words.length == 4 && words[0].equals("#") && words[1].equals("HELP")) {
        help.put(words[2], words[3].replace("\\n", " ").replace("\\\\", "\\"));
      }
      return;
    }
    String name = name("a metric's name", true);
    SortedMap<String, String> labels = new TreeMap<>();
    blanks();
    if (at < line.length() && line.charAt(at) == '{') {
      readLabels(labels);
    }
    // After the value there may be a time and an exemplar, which say nothing new here.
    double value = number(line.substring(at).strip().split("\\s+", 2)[0]);
    if (wanted.test(name)) {
      if (series.size() == most) {
        throw new BadInput(
            "more than "
                + most
                + " series; leave out metrics with drop = { \"…*\" }, or raise series");
      }
      series.add(new Series(name, labels, value));
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
    return line.substring(start, at);
  }

  private static boolean isNamePart(char c, boolean first, boolean colons) {
    boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || colons && c == ':';
    return letter || !first && c >= '0' && c <= '9';
  }

  private void readLabels(Map<String, String> labels) {
    at++;
    blanks();
    while (at < line.length() && line.charAt(at) != '}') {
      String name = name("a label's name", false);
      blanks();
      expect('=');
      blanks();
      expect('"');
      labels.put(name, quoted());
      blanks();
      if (at < line.length() && line.charAt(at) == ',') {
        at++;
        blanks();
      } else if (at < line.length() && line.charAt(at) != '}') {
        throw new BadInput("expected ',' or '}' at \"" + rest() + "\"");
      }
    }
    expect('}');
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    while (at < line.length() && line.charAt(at) != '"') {
      char c = line.charAt(at++);
      if (c == '\\' && at < line.length()) {
        char escaped = line.charAt(at++);
        text.append(escaped == 'n' ? '\n' : escaped);
      } else {
        text.append(c);
      }
    }
    expect('"');
    return text.toString();
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
    return line.substring(Math.min(at, line.length()), Math.min(line.length(), at + 40));
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

  /** One number with the name and labels it stands under. */
  record Series(String name, SortedMap<String, String> labels, double value) {}

  /**
   * All of a text.
   *
   * @param types by metric: counter, gauge, histogram, summary …
   * @param help by metric: what it is
   */
  record Metrics(List<Series> series, Map<String, String> types, Map<String, String> help) {}
}
