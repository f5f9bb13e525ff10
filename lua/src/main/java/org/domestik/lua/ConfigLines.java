// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On which line of a configuration file each setting stands. It knows comments, texts, names and
 * braces, and nothing else of Lua: what assigns plain values has no more.
 */
final class ConfigLines {
  /** A comment, a text, a name or another key before its "=", a brace, a comma, a line's end. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "--\\[(=*)\\[[\\s\\S]*?\\]\\1\\]|--[^\\n]*"
              + "|(?<key>[A-Za-z_][A-Za-z_0-9]*|\\[\\s*(?:\"[^\"\\n]*\"|'[^'\\n]*')\\s*\\])\\s*=(?!=)"
              + "|\\[(=*)\\[[\\s\\S]*?\\]\\3\\]"
              + "|\"(?:\\\\[\\s\\S]|[^\"\\\\\\n])*\"|'(?:\\\\[\\s\\S]|[^'\\\\\\n])*'"
              + "|(?<mark>[{},;])");

  private final Map<List<String>, Integer> lines = new LinkedHashMap<>();

  private ConfigLines() {}

  /** A table that is open: how many entries without a name it has so far, and its key. */
  private static final class Table {
    int entries;
    String key = "";
  }

  static ConfigLines of(String source) {
    ConfigLines made = new ConfigLines();
    Deque<Table> open = new ArrayDeque<>();
    open.add(new Table());
    Matcher tokens = TOKEN.matcher(source);
    int line = 1;
    int at = 0;
    while (tokens.find()) {
      line += count(source, at, tokens.start());
      at = tokens.start();
      String key = tokens.group("key");
      String mark = tokens.group("mark");
      if (key != null) {
        open.getLast().key = key.replaceAll("^\\[\\s*[\"']|[\"']\\s*\\]$", "");
        made.put(open, line);
      } else if ("{".equals(mark)) {
        if (open.getLast().key.isEmpty()) {
          open.getLast().entries++;
          open.getLast().key = Integer.toString(open.getLast().entries);
          made.put(open, line);
        }
        open.add(new Table());
      } else if ("}".equals(mark) && open.size() > 1) {
        open.removeLast();
        open.getLast().key = "";
      } else if (mark != null) {
        open.getLast().key = "";
      }
    }
    return made;
  }

  private static int count(String source, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += source.charAt(i) == '\n' ? 1 : 0;
    }
    return count;
  }

  private void put(Deque<Table> open, int line) {
    // What is assigned twice has the later value.
    lines.put(open.stream().map(it -> it.key).toList(), line);
  }

  /**
   * The line of a setting, or of the innermost table around it that stands there; 0 if none does.
   */
  int of(List<String> path) {
    for (int length = path.size(); length > 0; length--) {
      Integer line = lines.get(path.subList(0, length));
      if (line != null) {
        return line;
      }
    }
    return 0;
  }
}
