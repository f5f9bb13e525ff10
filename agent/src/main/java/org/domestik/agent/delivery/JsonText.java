// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a case's {@code expected.json}; every number is a Double. */
public final class JsonText {
  /** Deeper than any sample, and far from the end of a thread's stack. */
  private static final int MOST_LEVELS = 100;

  private final String text;
  private int at;
  private int levels;

  private JsonText(String text) {
    this.text = text;
  }

  /** The value of a text, or {@link BadInput} naming the place where it is no JSON. */
  public static @Nullable Object read(String text) {
    JsonText json = new JsonText(text);
    Object value = json.value();
    json.skipBlanks();
    if (json.at < text.length()) {
      throw json.fault("the end");
    }
    return value;
  }

  private @Nullable Object value() {
    skipBlanks();
    if (at == text.length()) {
      throw fault("a value");
    }
    return switch (text.charAt(at)) {
      case '{', '[' -> nested();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Object nested() {
    if (levels == MOST_LEVELS) {
      throw fault("at most " + MOST_LEVELS + " levels");
    }
    levels++;
    Object value = text.charAt(at) == '{' ? object() : array();
    levels--;
    return value;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> object = new TreeMap<>();
    at++;
    while (!isNext('}')) {
      skipBlanks();
      String name = string();
      expect(':');
      object.put(name, value());
      if (!isNext(',', '}')) {
        at++;
      }
    }
    at++;
    return object;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> array = new ArrayList<>();
    at++;
    while (!isNext(']')) {
      array.add(value());
      if (!isNext(',', ']')) {
        at++;
      }
    }
    at++;
    return array;
  }

  /** Whether the end comes next; if not, and a comma is wanted, it is what must. */
  private boolean isNext(char comma, char end) {
    if (isNext(end)) {
      return true;
    }
    if (!isNext(comma)) {
      throw fault("'" + comma + "' or '" + end + "'");
    }
    return false;
  }

  private boolean isNext(char c) {
    skipBlanks();
    return at < text.length() && text.charAt(at) == c;
  }

  private void expect(char c) {
    if (!isNext(c)) {
      throw fault("'" + c + "'");
    }
    at++;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      string.append(c == '\\' && at < text.length() ? escaped(text.charAt(at++)) : c);
    }
    expect('"');
    return string.toString();
  }

  private char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> c;
    };
  }

  private char unicode() {
    if (at + 4 <= text.length()) {
      try {
        char c = (char) Integer.parseInt(text, at, at + 4, 16);
        at += 4;
        return c;
      } catch (NumberFormatException e) {
        // Told below, as where the text ends.
      }
    }
    throw fault("four hexadecimal digits");
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw fault(word);
    }
    at += word.length();
    return value;
  }

  private Double number() {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      return Double.valueOf(text.substring(start, at));
    } catch (NumberFormatException e) {
      throw fault("a value");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private BadInput fault(String expected) {
    return new BadInput("expected " + expected + " at character " + (at + 1));
  }
}
