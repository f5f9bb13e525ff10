// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.Map;

/**
 * Writes plain maps, iterables, strings, numbers and booleans as JSON (RFC 8259).
 *
 * <p>The agent's one small document does not carry a JSON library's megabytes; reading JSON is the
 * server's work and a library's.
 */
public final class Json {
  private Json() {}

  /**
   * The tree as one line of JSON.
   *
   * @throws IllegalArgumentException for anything JSON cannot say, such as NaN
   */
  public static String write(Object tree) {
    StringBuilder out = new StringBuilder();
    append(out, tree);
    return out.toString();
  }

  @SuppressWarnings("IfChainToSwitch") // It would make classes at run time: memory.
  private static void append(StringBuilder out, Object node) {
    if (node instanceof Map<?, ?> map) {
      appendObject(out, map);
    } else if (node instanceof Iterable<?> list) {
      appendArray(out, list);
    } else if (node instanceof CharSequence text) {
      appendText(out, text);
    } else if (node instanceof Double number) {
      appendDouble(out, number);
    } else if (node instanceof Integer || node instanceof Long || node instanceof Boolean) {
      out.append(node);
    } else {
      throw new IllegalArgumentException("no JSON for " + node.getClass());
    }
  }

  private static void appendObject(StringBuilder out, Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      appendText(out, entry.getKey().toString());
      out.append(':');
      append(out, entry.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private static void appendArray(StringBuilder out, Iterable<?> list) {
    out.append('[');
    String separator = "";
    for (Object entry : list) {
      out.append(separator);
      append(out, entry);
      separator = ",";
    }
    out.append(']');
  }

  private static void appendDouble(StringBuilder out, double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("no JSON for " + number);
    }
    // 476, not 476.0: the server infers an integer column from it.
    if (number == Math.rint(number) && Math.abs(number) < 0x1p63) {
      out.append((long) number);
    } else {
      out.append(number);
    }
  }

  private static void appendText(StringBuilder out, CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
