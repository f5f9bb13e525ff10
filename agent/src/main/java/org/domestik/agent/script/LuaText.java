// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes plain trees as Lua text. */
public final class LuaText {
  private LuaText() {}

  /** Appends maps, lists, texts and numbers as Lua, each further line behind the indent. */
  public static void append(StringBuilder out, Object node, String indent) {
    String deeper = indent + "  ";
    switch (node) {
      case String text -> quote(out, text);
      case Map<?, ?> map -> {
        out.append("{\n");
        map.forEach(
            (key, value) -> {
              out.append(deeper).append('[');
              append(out, key, deeper);
              out.append("] = ");
              append(out, value, deeper);
              out.append(",\n");
            });
        out.append(indent).append('}');
      }
      case List<?> list -> {
        out.append("{ ");
        list.forEach(
            value -> {
              append(out, value, deeper);
              out.append(", ");
            });
        out.append('}');
      }
      default -> out.append(node);
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= 0xdc80
          && c <= 0xdcff
          && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))) {
        out.append(String.format(Locale.ROOT, "\\%03d", c & 0xff)); // A byte that is not UTF-8.
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\%03d", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
