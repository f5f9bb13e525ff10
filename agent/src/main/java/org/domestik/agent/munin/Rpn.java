// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.domestik.model.BadInput;

/** Munin's {@code cdef}: an expression in reverse Polish notation, such as {@code down,8,*}. */
final class Rpn {
  private Rpn() {}

  /**
   * Its result; NaN where a value it needs is not known.
   *
   * @param values the fields' values by name
   * @throws BadInput where it uses what is not understood
   */
  static double evaluate(String expression, Map<String, Double> values) {
    Deque<Double> stack = new ArrayDeque<>();
    for (String word : expression.split(",", -1)) {
      String part = word.strip();
      Double value = values.get(part);
      if (value != null) {
        stack.push(value);
      } else {
        apply(expression, part, stack);
      }
    }
    if (stack.size() != 1) {
      throw new BadInput("cdef \"" + expression + "\" leaves " + stack.size() + " results");
    }
    return stack.pop();
  }

  private static void apply(String expression, String part, Deque<Double> stack) {
    try {
      stack.push(Double.parseDouble(part));
      return;
    } catch (NumberFormatException e) {
      // Then it is an operator.
    }
    switch (part) {
      case "UNKN" -> stack.push(Double.NaN);
      case "UN" -> stack.push(Double.isNaN(pop(expression, stack)) ? 1.0 : 0.0);
      case "IF" -> {
        double otherwise = pop(expression, stack);
        double then = pop(expression, stack);
        stack.push(pop(expression, stack) != 0 ? then : otherwise);
      }
      case "ABS" -> stack.push(Math.abs(pop(expression, stack)));
      case "FLOOR" -> stack.push(Math.floor(pop(expression, stack)));
      case "CEIL" -> stack.push(Math.ceil(pop(expression, stack)));
      case "SQRT" -> stack.push(Math.sqrt(pop(expression, stack)));
      default -> {
        double right = pop(expression, stack);
        stack.push(binary(expression, part, pop(expression, stack), right));
      }
    }
  }

  private static double binary(String expression, String part, double left, double right) {
    return switch (part) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> right == 0 ? Double.NaN : left / right;
      case "%" -> right == 0 ? Double.NaN : left % right;
      case "MIN" -> Math.min(left, right);
      case "MAX" -> Math.max(left, right);
      case "LT" -> left < right ? 1 : 0;
      case "LE" -> left <= right ? 1 : 0;
      case "GT" -> left > right ? 1 : 0;
      case "GE" -> left >= right ? 1 : 0;
      case "EQ" -> left == right ? 1 : 0;
      case "NE" -> left != right ? 1 : 0;
      default ->
          throw new BadInput(
              "cdef \"" + expression + "\": \"" + part + "\" is neither a field nor an operation");
    };
  }

  private static double pop(String expression, Deque<Double> stack) {
    Double top = stack.poll();
    if (top == null) {
      throw new BadInput("cdef \"" + expression + "\" ends before its operations do");
    }
    return top;
  }
}
