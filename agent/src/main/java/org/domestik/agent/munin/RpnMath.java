// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.Set;

/** What rrdtool makes of one, two or three numbers; NaN is one that is not known. */
final class RpnMath {
  static final Set<String> UNARY =
      Set.of(
          "UN", "ISINF", "ABS", "FLOOR", "CEIL", "ROUND", "SQRT", "SIN", "COS", "ATAN", "LOG",
          "EXP", "RAD2DEG", "DEG2RAD");
  static final Set<String> BINARY =
      Set.of(
          "+", "-", "*", "/", "%", "POW", "ADDNAN", "ATAN2", "MIN", "MAX", "MINNAN", "MAXNAN", "LT",
          "LE", "GT", "GE", "EQ", "NE");
  static final Set<String> TERNARY = Set.of("IF", "LIMIT", "CLAMP");

  private RpnMath() {}

  static double unary(String word, double it) {
    return switch (word) {
      case "UN" -> truth(Double.isNaN(it));
      case "ISINF" -> truth(Double.isInfinite(it));
      case "ABS" -> Math.abs(it);
      case "FLOOR" -> Math.floor(it);
      case "CEIL" -> Math.ceil(it);
      // Halves away from zero; Math.round would end at 2^63.
      case "ROUND" -> Math.copySign(Math.floor(Math.abs(it) + 0.5), it);
      case "SQRT" -> Math.sqrt(it);
      case "SIN" -> Math.sin(it);
      case "COS" -> Math.cos(it);
      case "ATAN" -> Math.atan(it);
      case "LOG" -> Math.log(it);
      case "EXP" -> Math.exp(it);
      // With as many digits of pi as rrdtool has, so that results are the same.
      case "RAD2DEG" -> it * 57.29577951;
      case "DEG2RAD" -> it * 0.0174532952;
      default -> throw new IllegalArgumentException(word);
    };
  }

  static double binary(String word, double left, double right) {
    return switch (word) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "%" -> left % right;
      case "POW" -> Math.pow(left, right);
      case "ATAN2" -> Math.atan2(left, right);
      case "MIN" -> Math.min(left, right);
      case "MAX" -> Math.max(left, right);
      case "ADDNAN" -> known(left, right, left + right);
      case "MINNAN" -> known(left, right, Math.min(left, right));
      case "MAXNAN" -> known(left, right, Math.max(left, right));
      default -> compared(word, left, right);
    };
  }

  private static double known(double left, double right, double both) {
    return Double.isNaN(left) ? right : Double.isNaN(right) ? left : both;
  }

  private static double compared(String word, double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return Double.NaN;
    }
    return truth(
        switch (word) {
          case "LT" -> left < right;
          case "LE" -> left <= right;
          case "GT" -> left > right;
          case "GE" -> left >= right;
          case "EQ" -> left == right;
          case "NE" -> left != right;
          default -> throw new IllegalArgumentException(word);
        });
  }

  private static double truth(boolean it) {
    return it ? 1 : 0;
  }

  static double ternary(String word, double first, double second, double third) {
    boolean unknown = Double.isNaN(first) || Double.isNaN(second) || Double.isNaN(third);
    return switch (word) {
      case "IF" -> Double.isNaN(first) || first == 0 ? third : second;
      case "LIMIT" -> unknown || first < second || first > third ? Double.NaN : first;
      case "CLAMP" -> unknown ? Double.NaN : Math.max(second, Math.min(first, third));
      default -> throw new IllegalArgumentException(word);
    };
  }
}
