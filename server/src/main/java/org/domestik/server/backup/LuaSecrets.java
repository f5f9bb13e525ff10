// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.storage.StorageConfig;

/**
 * Lua without what it gives to something called a password, a secret or a token. In doubt too much
 * is left out; what was Lua stays Lua.
 */
final class LuaSecrets {
  private static final String WORDS = "left out";
  private static final String LEFT_OUT = '"' + WORDS + '"';

  /** The names of secrets; that of a file, and limits of what a token may do, are none. */
  private static final String NAME = "(?!\\w*_(?:file|minute)\\b)\\w*(?:password|secret|token)\\w*";

  private static final Pattern SECRET = Pattern.compile("(?i)\\b" + NAME);

  /** A comment may hold what was in force once; whether it is Lua nobody knows. */
  private static final Pattern IN_COMMENT =
      Pattern.compile(
          "(?i)(\\b" + NAME + "[-\\w]*[\"'\\] \t]*=(?!=))[^\n]*?(?=\\]=*\\]\\z|\n|\\z)");

  /** The beginning of an address whose password another text ends. */
  private static final Pattern ASKS = Pattern.compile("(?is).*password=[^&]*");

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)(?<comment>--\\[(=*)\\[.*?(?:\\]\\2\\]|\\z)|--[^\n]*+)"
              + "|(?<text>\\[(=*)\\[.*?(?:\\]\\4\\]|\\z)"
              + "|\"(?:[^\"\\\\\n]++|\\\\z\\s*+|\\\\.)*+\"?|'(?:[^'\\\\\n]++|\\\\z\\s*+|\\\\.)*+'?)"
              + "|(?<name>[A-Za-z_]\\w*+)"
              + "|(?<number>\\.?\\d(?:[\\w.]|(?<=[eEpP])[+-])*+)"
              + "|\\.\\.\\.|\\.\\.|[=~<>]=|//|<<|>>|::|\\S");

  private static final Set<String> OPENING =
      Set.of("(", "[", "{", "function", "do", "if", "repeat");
  private static final Set<String> CLOSING = Set.of(")", "]", "}", "end", "until");
  private static final Set<String> UNARY = Set.of("-", "~", "#", "not");
  private static final Set<String> BINARY =
      Set.of(
          "..", "+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>", "==", "~=", "<",
          "<=", ">", ">=", "and", "or");

  private enum Kind {
    TEXT,
    NAME,
    NUMBER,
    SIGN
  }

  private record Token(Kind kind, String text, int start, int end) {
    /** A text without its quotes, or brackets. */
    String content() {
      int quote = text.startsWith("[") ? text.indexOf('[', 1) + 1 : 1;
      return text.substring(quote, Math.max(quote, text.length() - quote));
    }
  }

  private record Edit(int end, String text) {}

  private final String lua;
  private final List<Token> tokens = new ArrayList<>();
  private final Map<Integer, Edit> edits = new TreeMap<>();

  /** Of what opens or closes, the place of the other; else -1. */
  private final int[] partners;

  /** Whether a token is in a table, where each "=" has one name and one value. */
  private final boolean[] fields;

  private LuaSecrets(String lua) {
    this.lua = lua;
    Matcher matcher = TOKEN.matcher(lua);
    while (matcher.find()) {
      read(matcher);
    }
    partners = new int[tokens.size()];
    fields = new boolean[tokens.size()];
    pair();
  }

  /** A file's text without them. */
  static String leftOut(String lua) {
    return new LuaSecrets(lua).edited();
  }

  private void read(Matcher matcher) {
    String text = matcher.group();
    if (matcher.group("comment") != null) {
      String without = IN_COMMENT.matcher(text).replaceAll("$1 " + LEFT_OUT);
      edits.put(matcher.start(), new Edit(matcher.end(), without));
      return;
    }
    Kind kind =
        matcher.group("text") != null
            ? Kind.TEXT
            : matcher.group("name") != null
                ? Kind.NAME
                : matcher.group("number") != null ? Kind.NUMBER : Kind.SIGN;
    Token token = new Token(kind, text, matcher.start(), matcher.end());
    tokens.add(token);
    if (kind == Kind.TEXT) {
      String content = token.content();
      String masked = StorageConfig.masked(content, WORDS);
      edits.put(token.start, new Edit(token.end, text.replace(content, masked)));
    }
  }

  private void pair() {
    Arrays.fill(partners, -1);
    Deque<Integer> open = new ArrayDeque<>();
    for (int at = 0; at < tokens.size(); at++) {
      fields[at] = !open.isEmpty() && is(open.getLast(), "{");
      if (isOne(at, OPENING)) {
        open.add(at);
      } else if (isOne(at, CLOSING) && !open.isEmpty()) {
        partners[at] = open.removeLast();
        partners[partners[at]] = at;
      }
    }
    open.forEach(at -> partners[at] = tokens.size() - 1);
  }

  private String edited() {
    for (int at = 0; at < tokens.size(); at++) {
      if (is(at, "=") && isSecret(at)) {
        int end = expression(at + 1);
        while (!fields[at] && is(end, ",")) {
          end = expression(end + 1);
        }
        leaveOut(at + 1, end);
      } else if (is(at, "..") && isKind(at - 1, Kind.TEXT) && asks(tokens.get(at - 1))) {
        leaveOut(at + 1, expression(at + 1));
      }
    }
    StringBuilder text = new StringBuilder();
    int[] at = {0};
    edits.forEach(
        (start, edit) -> {
          if (start >= at[0]) { // Else it is within what has gone.
            text.append(lua, at[0], start).append(edit.text);
            at[0] = edit.end;
          }
        });
    return text.append(lua, at[0], lua.length()).toString();
  }

  private static boolean asks(Token text) {
    return ASKS.matcher(text.content()).matches();
  }

  /** An expression of names alone has nothing to hide. */
  private void leaveOut(int from, int to) {
    List<Token> expression = tokens.subList(from, Math.max(from, to));
    if (expression.stream().anyMatch(it -> it.kind == Kind.TEXT || it.kind == Kind.NUMBER)) {
      boolean isTable = is(from, "{") && partners[from] == to - 1;
      edits.put(
          expression.getFirst().start,
          new Edit(expression.getLast().end, isTable ? "{ " + LEFT_OUT + " }" : LEFT_OUT));
    }
  }

  /** Whether something that a secret is given to stands before an "=". */
  private boolean isSecret(int equals) {
    boolean isSecret = false;
    int at = equals;
    do {
      at = is(at - 1, ">") ? at - 4 : at - 1; // "<const>"
      List<String> names = new ArrayList<>();
      at = before(at, names);
      isSecret |=
          !names.isEmpty()
              && !names.getFirst().matches("(?i).*_(file|minute)")
              && names.stream().anyMatch(it -> SECRET.matcher(it).find());
    } while (!fields[equals] && is(at, ","));
    return isSecret && !is(at, "for");
  }

  /** Where something like {@code a.b["c"]} that ends at a place begins, less one. */
  private int before(int last, List<String> names) {
    int at = last;
    while (at >= 0) {
      if (isKind(at, Kind.NAME)) {
        names.add(tokens.get(at).text);
        if (!is(at - 1, ".")) {
          return at - 1;
        }
        at -= 2;
      } else if (isOne(at, CLOSING) && partners[at] >= 0) {
        if (at - partners[at] == 2 && isKind(at - 1, Kind.TEXT)) {
          names.add(tokens.get(at - 1).content());
        }
        at = partners[at] - 1;
        if (!isKind(at, Kind.NAME) && !isOne(at, CLOSING)) {
          return at;
        }
      } else {
        return at;
      }
    }
    return at;
  }

  /** The end of an expression that begins at a place. */
  private int expression(int first) {
    int at = first;
    while (true) {
      while (isOne(at, UNARY)) {
        at++;
      }
      at = operand(at);
      if (!isOne(at, BINARY)) {
        return Math.min(at, tokens.size());
      }
      at++;
    }
  }

  private int operand(int first) {
    boolean mayGoOn = is(first, "(") || isKind(first, Kind.NAME) && !is(first, "function");
    int at = after(first);
    while (mayGoOn) {
      if (is(at, ".") || is(at, ":")) {
        at += 2;
      } else if (is(at, "(") || is(at, "[") || is(at, "{") || isKind(at, Kind.TEXT)) {
        at = after(at);
      } else {
        break;
      }
    }
    return at;
  }

  private int after(int at) {
    return at < tokens.size() && partners[at] > at ? partners[at] + 1 : at + 1;
  }

  private boolean is(int at, String text) {
    return at >= 0 && at < tokens.size() && tokens.get(at).text.equals(text);
  }

  private boolean isOne(int at, Set<String> texts) {
    return at >= 0 && at < tokens.size() && texts.contains(tokens.get(at).text);
  }

  private boolean isKind(int at, Kind kind) {
    return at >= 0 && at < tokens.size() && tokens.get(at).kind == kind;
  }
}
