// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

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
  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_-]*)\\.([A-Za-z_]+)(?:\\s+(.*))?");
  private static final Pattern WORD = Pattern.compile("([a-z_]+)(?:\\s+(.*))?");
  private static final int MOST_GRAPHS = 500;

  private MuninText() {}

  /**
   * Its parts in order; the first, before any {@code multigraph}, is left out where it is empty.
   * Lines of another form are passed over, as Munin does.
   *
   * @throws BadInput if there are lines, and none is of that form
   */
  static List<MuninPart> read(String text) {
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
        part.set(field.group(1), field.group(2), rest(field.group(3)));
      } else if (plain.startsWith("multigraph ")) {
        String name = plain.substring("multigraph ".length()).strip();
        part = parts.computeIfAbsent(name, MuninPart::new);
      } else if (word.matches()
          && (word.group(1).startsWith("graph") || word.group(1).equals("update_rate"))) {
        part.about().put(word.group(1), rest(word.group(2)));
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

  private static String rest(@Nullable String text) {
    return text == null ? "" : text.strip();
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
    MuninPart(String name) {
      this(name, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private void set(String field, String attribute, String value) {
      fields.computeIfAbsent(field, absent -> new LinkedHashMap<>()).put(attribute, value);
    }

    private boolean isEmpty() {
      return about.isEmpty() && fields.isEmpty();
    }

    /** Whether it has values, as the answer to {@code config} has from a dirty one. */
    boolean hasValues() {
      return fields.values().stream().anyMatch(it -> it.containsKey("value"));
    }
  }
}
