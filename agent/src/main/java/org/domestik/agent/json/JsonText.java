// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as RFC 8259 has it and nothing else: what a server answers, and a case's {@code
 * expected.json}.
 *
 * <p>An object is a Map with its names in order, an array a List, a number a Double. Stricter than
 * the RFC has to be: a name comes once in an object, a surrogate never without the other, a number
 * is within a double's range, and nothing is nested deeper than 100 levels.
 */
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
      throw json.expected("the end");
    }
    return value;
  }

  private @Nullable Object value() {
    skipBlanks();
    return switch (peek()) {
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
      throw expected("at most " + MOST_LEVELS + " levels");
    }
    levels++;
    Object value = text.charAt(at++) == '{' ? object() : array();
    levels--;
    return value;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> object = new TreeMap<>();
    if (isNext('}')) {
      return object;
    }
    do {
      skipBlanks();
      int start = at;
      String name = string();
      if (object.containsKey(name)) {
        throw fault("the name \"" + name + "\" comes twice", start);
      }
      expect(':');
      object.put(name, value());
    } while (isNext(','));
    expect('}');
    return object;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> array = new ArrayList<>();
    if (isNext(']')) {
      return array;
    }
    do {
      array.add(value());
    } while (isNext(','));
    expect(']');
    return array;
  }

  /** Steps over a character, after blanks, if it is what comes next. */
  private boolean isNext(char c) {
    skipBlanks();
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!isNext(c)) {
      throw expected("'" + c + "'");
    }
  }

  private String string() {
    if (peek() != '"') {
      throw expected("'\"'");
    }
    StringBuilder string = new StringBuilder();
    for (at++; peek() != '"'; ) {
      if (at == text.length() || text.charAt(at) < ' ') {
        throw expected("'\"'"); // A control character is to be escaped.
      }
      int start = at;
      char c = character();
      if (Character.isHighSurrogate(c)) {
        char low = at < text.length() && peek() != '"' ? character() : 0;
        if (!Character.isLowSurrogate(low)) {
          throw fault("half a surrogate pair", start);
        }
        string.append(c).append(low);
      } else if (Character.isLowSurrogate(c)) {
        throw fault("half a surrogate pair", start);
      } else {
        string.append(c);
      }
    }
    at++;
    return string.toString();
  }

  private char character() {
    char c = text.charAt(at++);
    return c == '\\' ? escaped() : c;
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> {
        at--;
        throw expected("one of \"\\/bfnrtu");
      }
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < text.length() ? "0123456789abcdef".indexOf(lower(text.charAt(i))) : -1;
      if (digit < 0) {
        throw expected("four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    at += 4;
    return (char) value;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'F' ? (char) (c + 'a' - 'A') : c;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw expected(word);
    }
    at += word.length();
    return value;
  }

  private Double number() {
    int start = at;
    at += peek() == '-' ? 1 : 0;
    if (peek() == '0') {
      at++; // Nothing but a fraction or an exponent follows a leading 0.
    } else {
      digits(at == start ? "a value" : "a digit");
    }
    if (peek() == '.') {
      at++;
      digits("a digit");
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      at += peek() == '+' || peek() == '-' ? 1 : 0;
      digits("a digit");
    }
    Double number = Double.valueOf(text.substring(start, at));
    if (number.isInfinite()) {
      throw fault("a number that is too great", start);
    }
    return number;
  }

  private void digits(String wanted) {
    if (peek() < '0' || peek() > '9') {
      throw expected(wanted);
    }
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  /** What comes next; 0 at the end, which no JSON has outside of strings. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private BadInput expected(String what) {
    return fault("expected " + what, at);
  }

  private static BadInput fault(String what, int place) {
    return new BadInput(what + " at character " + (place + 1));
  }
}
