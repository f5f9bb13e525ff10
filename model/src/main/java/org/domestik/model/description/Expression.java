// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.domestik.model.BadInput;

/**
 * How a derived value is computed from one sample: numbers, values, {@code + - * /} and
 * parentheses.
 *
 * <p>Whoever needs it in another form (SQL, bounds of old buckets) walks the tree; its text is
 * never passed on raw.
 */
public sealed interface Expression {

  /** A constant; zero has no sign. */
  record Constant(double value) implements Expression {
    public Constant {
      value += 0.0;
    }
  }

  /** A value of the sample, by name. */
  record Value(String name) implements Expression {}

  /** Two expressions joined by an operator. */
  record Operation(Operator operator, Expression left, Expression right) implements Expression {}

  /** The four operators. */
  enum Operator {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDED_BY("/");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }
  }

  /** Reads an expression, or throws {@link BadInput} with the position of the first fault. */
  static Expression parse(String text) {
    Expression read = new ExpressionParser(text).parse();
    // What is kept of it is its text, with each sign and parenthesis: that must not be too long.
    var _ = new ExpressionParser(read.text()).parse();
    return read;
  }

  /**
   * Computes the expression for one sample.
   *
   * @param values gives each value by name; NaN for a value the sample does not have
   * @return the result, or NaN where a value is missing or the result is not finite (a division by
   *     zero has no value)
   */
  default double evaluate(ToDoubleFunction<String> values) {
    double result =
        switch (this) {
          case Constant constant -> constant.value();
          case Value value -> values.applyAsDouble(value.name());
          case Operation(Operator operator, Expression left, Expression right) -> {
            double a = left.evaluate(values);
            double b = right.evaluate(values);
            yield switch (operator) {
              case PLUS -> a + b;
              case MINUS -> a - b;
              case TIMES -> a * b;
              case DIVIDED_BY -> a / b;
            };
          }
        };
    return Double.isFinite(result) ? result : Double.NaN;
  }

  /** The names of the values this expression reads, in the order they first stand in it. */
  default Set<String> operands() {
    Set<String> names = new LinkedHashSet<>();
    collect(this, names);
    return names;
  }

  private static void collect(Expression expression, Set<String> names) {
    switch (expression) {
      case Constant constant -> {}
      case Value value -> names.add(value.name());
      case Operation operation -> {
        collect(operation.left(), names);
        collect(operation.right(), names);
      }
    }
  }

  /** The expression as text that {@link #parse} reads back, with only the needed parentheses. */
  default String text() {
    return switch (this) {
      case Constant(double value) ->
          value == Math.rint(value) && Math.abs(value) < 1e15
              ? Long.toString((long) value)
              : Double.toString(value);
      case Value(String name) -> name;
      case Operation(Operator operator, Expression left, Expression right) ->
          wrap(left, level(operator))
              + " "
              + operator.sign()
              + " "
              + wrap(right, level(operator) + 1);
    };
  }

  private static String wrap(Expression expression, int needed) {
    boolean weaker = expression instanceof Operation inner && level(inner.operator()) < needed;
    return weaker ? "(" + expression.text() + ")" : expression.text();
  }

  private static int level(Operator operator) {
    return switch (operator) {
      case PLUS, MINUS -> 1;
      case TIMES, DIVIDED_BY -> 2;
    };
  }
}
