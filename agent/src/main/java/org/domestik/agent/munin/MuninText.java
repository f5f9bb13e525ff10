// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * What a Munin plugin prints, for {@code config} and for its values alike: lines of {@code
 * graph_title …} and {@code field.attribute …}, in parts that begin with {@code multigraph …}.
 */
final class MuninText {
  static final String HOST = "host_name";

  private static final Pattern FIELD = Pattern.compile("([^\\s.]+)\\.(\\S+)(?:\\s+(.*))?");
  private static final Pattern WORD = Pattern.compile("([a-z_]+)(?:\\s+(.*))?");
  private static final int MOST_GRAPHS = 500;

  private MuninText() {}

  /**
   * Its parts in order; the first, before any {@code multigraph}, is left out where it is empty.
   * Lines of another form are passed over, as Munin does.
   *
   * @param plugin its file's name; {@code multigraph} of that name is what has no name
   * @throws BadInput if there are lines, and none is of that form
   */
  static List<MuninPart> read(String plugin, String text) {
    Map<String, MuninPart> parts = new LinkedHashMap<>();
    MuninPart part = parts.computeIfAbsent("", MuninPart::new);
    String odd = "";
    boolean understood = false;
    for (String line : text.split("\n", -1)) {
      String plain = line.strip();
      Matcher field = FIELD.matcher(plain);
      Matcher word = WORD.matcher(plain);
      if (plain.isEmpty() || plain.startsWith("#") || plain.equals(".")) {
        continue;
      }
      if (field.matches()) {
        part.set(clean(field.group(1)), field.group(2), rest(field.group(3)));
      } else if (plain.startsWith("multigraph ")) {
        String name = plain.substring("multigraph ".length()).strip();
        boolean own = name.equals(plugin) || name.equals(clean(plugin));
        part = parts.computeIfAbsent(own ? "" : name, MuninPart::new);
      } else if (word.matches() && isAboutAll(word.group(1))) {
        part.about()
            .putIfAbsent(word.group(1), rest(word.group(2))); // As in Munin the first holds.
      } else {
        odd = odd.isEmpty() ? plain : odd;
        continue;
      }
      understood = true;
    }
    if (!understood && !odd.isEmpty()) {
      throw new BadInput(
          "printed nothing that Munin would understand: "
              + odd.substring(0, Math.min(odd.length(), 200)));
    }
    if (parts.size() > MOST_GRAPHS) {
      throw new BadInput("printed more than " + MOST_GRAPHS + " graphs");
    }
    return parts.values().stream().filter(it -> !it.isEmpty()).toList();
  }

  private static boolean isAboutAll(String word) {
    return word.startsWith("graph") || word.equals("update_rate") || word.equals(HOST);
  }

  private static String rest(@Nullable String text) {
    return text == null ? "" : text.strip();
  }

  /**
   * A field's name as Munin has it: what is no letter, digit or {@code _} is a {@code _}, byte by
   * byte. (Munin also makes one of a digit in front; here that stays, or {@code 1min} and {@code
   * 5min} would be one.)
   */
  static String clean(String name) {
    return new String(name.getBytes(UTF_8), ISO_8859_1).replaceAll("[^A-Za-z0-9_]", "_");
  }

  /**
   * One graph's lines.
   *
   * @param name what {@code multigraph} called it; empty: the plugin's own
   * @param about attributes of the graph, {@code graph_title} and so on
   * @param fields attributes of each field, in the order of the fields' first lines
   */
  record MuninPart(
      String name, Map<String, String> about, Map<String, Map<String, String>> fields) {
    private static final String VALUE = "value";

    MuninPart(String name) {
      this(name, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private void set(String field, String attribute, String text) {
      // What follows a value's first word is passed over: "5 ms" is 5.
      String value = attribute.equals(VALUE) ? text.split("\\s", 2)[0] : text;
      fields.computeIfAbsent(field, absent -> new LinkedHashMap<>()).put(attribute, value);
    }

    private boolean isEmpty() {
      return about.isEmpty() && fields.isEmpty();
    }

    /** What makes a rate by the second one by {@code graph_period}. */
    double perPeriod() {
      return switch (about.getOrDefault("graph_period", "")) {
        case "minute" -> 60;
        case "hour" -> 3600;
        default -> 1;
      };
    }

    /** What was printed as a field's value; null if nothing was. */
    @Nullable String value(String field) {
      return fields.getOrDefault(field, Map.of()).get(VALUE);
    }

    void value(String field, String value) {
      set(field, VALUE, value);
    }

    /** Whether it has values, as the answer to {@code config} has from a dirty one. */
    boolean hasValues() {
      return fields.keySet().stream().anyMatch(it -> value(it) != null);
    }
  }
}
