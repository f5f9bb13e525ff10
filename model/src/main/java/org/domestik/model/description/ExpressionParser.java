// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import org.domestik.model.BadInput;
import org.domestik.model.description.Expression.Operation;
import org.domestik.model.description.Expression.Operator;

/** Reads the text of a derived value by recursive descent; depth and length are limited. */
final class ExpressionParser {
  private static final int MAX_LENGTH = 500;
  private static final int MAX_DEPTH = 50;

  private final String text;
  private int position;
  private int depth;

  ExpressionParser(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new BadInput("an expression has at most " + MAX_LENGTH + " characters");
    }
    this.text = text;
  }

  Expression parse() {
    Expression expression = sum();
    if (peek() != 0) {
      throw fault("expected + - * / or the end");
    }
    return expression;
  }

  private Expression sum() {
    Expression left = product();
    while (peek() == '+' || peek() == '-') {
      Operator operator = text.charAt(position++) == '+' ? Operator.PLUS : Operator.MINUS;
      left = new Operation(operator, left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = factor();
    while (peek() == '*' || peek() == '/') {
      Operator operator = text.charAt(position++) == '*' ? Operator.TIMES : Operator.DIVIDED_BY;
      left = new Operation(operator, left, factor());
    }
    return left;
  }

  private Expression factor() {
    if (++depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    try {
      char next = peek();
      if (next == '(') {
        position++;
        Expression inner = sum();
        if (peek() != ')') {
          throw fault("expected )");
        }
        position++;
        return inner;
      }
      if (next == '-') {
        position++;
        Expression negated = factor();
        return negated instanceof Expression.Constant(double value)
            ? new Expression.Constant(-value)
            : new Operation(Operator.MINUS, new Expression.Constant(0), negated);
      }
      return Character.isDigit(next) || next == '.' ? number() : value();
    } finally {
      depth--;
    }
  }

  private Expression number() {
    int start = position;
    while (position < text.length() && isNumberPart(position)) {
      position++;
    }
    try {
      double number = Double.parseDouble(text.substring(start, position));
      if (Double.isFinite(number)) {
        return new Expression.Constant(number);
      }
    } catch (NumberFormatException e) {
      // Told below, as one that is beyond all numbers.
    }
    position = start;
    throw fault("expected a number");
  }

  private boolean isNumberPart(int at) {
    char c = text.charAt(at);
    boolean exponentSign =
        (c == '+' || c == '-') && Character.toLowerCase(text.charAt(at - 1)) == 'e';
    return Character.isDigit(c) || c == '.' || c == 'e' || c == 'E' || exponentSign;
  }

  private Expression value() {
    int start = position;
    while (position < text.length()
        && (text.charAt(position) == '_' || Character.isLetterOrDigit(text.charAt(position)))) {
      position++;
    }
    if (start == position) {
      throw fault("expected a value, a number or (");
    }
    return new Expression.Value(text.substring(start, position));
  }

  /** The next character that is not blank, or 0 at the end. */
  private char peek() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    return position < text.length() ? text.charAt(position) : 0;
  }

  private BadInput fault(String what) {
    return new BadInput("\"" + text + "\": " + what + " at position " + (position + 1));
  }
}
