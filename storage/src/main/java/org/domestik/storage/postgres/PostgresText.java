// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.storage.sql.AllowedFunctions;
import org.jspecify.annotations.Nullable;

/**
 * A stranger's text word by word, as PostgreSQL's own scanner parts it, so that what a role cannot
 * be kept from is refused: functions that take locks, wait, set settings or run texts as SQL.
 *
 * <p>Words of which a scanner could make two things (texts with a prefix, {@code $…$}, {@code U&})
 * are refused rather than understood.
 */
final class PostgresText {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_LITERAL = 1_000;
  private static final int MAX_CONCATENATIONS = 5;

  /** White space, a comment to the line's end; comments of the other kind nest. */
  private static final Pattern BLANK = Pattern.compile("[ \\t\\n\\r\\f\\x0b]+|--[^\\n\\r]*");

  private static final Pattern COMMENT_MARK = Pattern.compile("/\\*|\\*/");

  private static final Pattern WORD =
      Pattern.compile("[A-Za-z_\\x80-\\uffff][A-Za-z0-9_$\\x80-\\uffff]*");

  private static final Pattern NUMBER = Pattern.compile("[0-9][0-9.]*([eE][+-]?[0-9]+)?");

  /** What a prefix of a text would be: {@code E'…'}, {@code B'…'}, {@code X'…'}, {@code N'…'}. */
  private static final Pattern PREFIX = Pattern.compile("(?i)[ebxn]'|u&['\"]");

  private static final Set<String> FIRST = Set.of("select", "with", "values", "table");

  /** What repeats itself, and what makes one value of many. */
  private static final Set<String> REFUSED = Set.of("recursive", "array");

  /** Words of the grammar before a bracket, which call nothing. */
  private static final Set<String> BEFORE_BRACKETS =
      Set.of(
          "all",
          "and",
          "any",
          "as",
          "between",
          "bit",
          "by",
          "case",
          "cast",
          "char",
          "character",
          "cube",
          "dec",
          "decimal",
          "distinct",
          "else",
          "except",
          "exists",
          "filter",
          "float",
          "from",
          "group",
          "having",
          "ilike",
          "in",
          "intersect",
          "interval",
          "is",
          "join",
          "lateral",
          "like",
          "limit",
          "materialized",
          "not",
          "numeric",
          "offset",
          "on",
          "or",
          "order",
          "over",
          "partition",
          "precision",
          "rollup",
          "select",
          "sets",
          "similar",
          "some",
          "symmetric",
          "then",
          "time",
          "timestamp",
          "timestamptz",
          "to",
          "union",
          "using",
          "values",
          "varchar",
          "varying",
          "when",
          "where",
          "within",
          "zone");

  private final String text;
  private int at;
  private @Nullable String before; // The last word; null where it was none.
  private @Nullable String word;
  private boolean isQuoted;
  private boolean isOfSchema; // A point stands before it.
  private char last; // The first character of what was last and no word.
  private final Deque<Character> brackets = new ArrayDeque<>();
  private boolean isBegun;
  private int concatenations;

  private PostgresText(String text) {
    this.text = text;
  }

  /**
   * Looks at a text.
   *
   * @throws BadInput where it is not one SELECT, or has what is not answered
   */
  static void check(String text) {
    PostgresText words = new PostgresText(text);
    while (words.at < text.length()) {
      words.next();
    }
    if (!words.isBegun) {
      throw new BadInput("there is no statement: write one SELECT");
    }
  }

  private void next() {
    if (skip(BLANK) != null || skipComment()) {
      return;
    }
    if (matcher(PREFIX).lookingAt()) {
      throw new BadInput("write a text as '…' and a name as \"…\", without a letter before it");
    }
    String found = skip(WORD);
    if (found != null) {
      word(found.toLowerCase(Locale.ROOT), false);
    } else if (text.charAt(at) == '"') {
      word(quotation('"'), true);
    } else {
      char first = text.charAt(at);
      if (!isBegun && first != '(') {
        throw notOne();
      }
      if (first == '\'') {
        checkLiteral(quotation(first));
      } else if (skip(NUMBER) == null) {
        at++;
        sign(first);
      }
      last = first;
      before = null;
      word = null;
    }
  }

  /** What is between two marks, of which a doubled one within is one. */
  private String quotation(char mark) {
    int begin = at + 1;
    int end = begin;
    while (true) {
      end = text.indexOf(mark, end);
      if (end < 0) {
        throw new BadInput("a quotation has no end");
      }
      if (end + 1 == text.length() || text.charAt(end + 1) != mark) {
        at = end + 1;
        return text.substring(begin, end).replace("" + mark + mark, "" + mark);
      }
      end += 2;
    }
  }

  private static void checkLiteral(String literal) {
    if (literal.length() > MAX_LITERAL) {
      throw new BadInput("a text in a statement has at most " + MAX_LITERAL + " characters");
    }
  }

  private Matcher matcher(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length());
  }

  private @Nullable String skip(Pattern pattern) {
    Matcher matcher = matcher(pattern);
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher.group();
  }

  private boolean skipComment() {
    if (!text.startsWith("/*", at)) {
      return false;
    }
    int depth = 0;
    Matcher mark = matcher(COMMENT_MARK);
    while (mark.find()) {
      depth += mark.group().equals("/*") ? 1 : -1;
      if (depth == 0) {
        at = mark.end();
        return true;
      }
    }
    throw new BadInput("a comment has no end");
  }

  private void word(String found, boolean quoted) {
    if (!isBegun && (quoted || !FIRST.contains(found))) {
      throw notOne();
    }
    isBegun = true;
    if (!quoted && REFUSED.contains(found)) {
      throw new BadInput(found.toUpperCase(Locale.ROOT) + " is not answered");
    }
    isOfSchema = word == null && last == '.';
    before = isQuoted ? null : word;
    word = found;
    isQuoted = quoted;
  }

  private static BadInput notOne() {
    return new BadInput("write one SELECT: nothing else is answered");
  }

  private void sign(char sign) {
    switch (sign) {
      case '(', '[' -> {
        if (sign == '(') {
          checkCall();
        }
        brackets.push(sign);
        if (brackets.size() > MAX_DEPTH) {
          throw new BadInput("a statement has at most " + MAX_DEPTH + " brackets in each other");
        }
      }
      case ')', ']' -> {
        if (brackets.isEmpty() || brackets.pop() != (sign == ')' ? '(' : '[')) {
          throw new BadInput("a bracket is closed that was not opened");
        }
      }
      case '|' -> {
        if (at < text.length() && text.charAt(at) == '|' && ++concatenations > MAX_CONCATENATIONS) {
          throw new BadInput("a statement has at most " + MAX_CONCATENATIONS + " times ||");
        }
      }
      case ';' -> throw new BadInput("write one SELECT, without a semicolon");
      case '$', '?', '{', '}', '\\', '`' ->
          throw new BadInput("a statement may not have a " + sign + " outside of a text");
      default -> {
        // Operators and points mean what they do for PostgreSQL.
      }
    }
  }

  /** Of a word before a bracket: a name that is given (AS, WITH) calls nothing either. */
  private void checkCall() {
    String name = word;
    if (name == null
        || "as".equals(before)
        || "with".equals(before)
        || !isQuoted && !isOfSchema && BEFORE_BRACKETS.contains(name)
        || !isOfSchema && AllowedFunctions.isAllowed(name)) {
      return;
    }
    throw AllowedFunctions.refused(name);
  }
}
