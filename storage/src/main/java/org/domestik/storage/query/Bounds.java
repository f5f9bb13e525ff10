// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.util.Map;
import org.domestik.model.description.Expression;
import org.domestik.model.description.Expression.Constant;
import org.domestik.model.description.Expression.Operation;
import org.domestik.model.description.Expression.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a number certainly lies between, both inclusive.
 *
 * <p>For a derived value that is younger than a bucket: of its operands only the extremes are left,
 * and they need not have come at the same time. Interval arithmetic gives limits that hold whatever
 * the times were, where the sum of the maxima would be an invention.
 */
record Bounds(double least, double greatest) {

  /** The bounds of an expression; null where there are none (a divisor that may be 0). */
  static @Nullable Bounds of(Expression expression, Map<String, Bounds> operands) {
    return switch (expression) {
      case Constant(double value) -> new Bounds(value, value);
      case Value(String name) -> operands.get(name);
      case Operation operation -> of(operation, operands);
    };
  }

  private static @Nullable Bounds of(Operation operation, Map<String, Bounds> operands) {
    Bounds a = of(operation.left(), operands);
    Bounds b = of(operation.right(), operands);
    if (a == null || b == null) {
      return null;
    }
    Bounds bounds =
        switch (operation.operator()) {
          case PLUS -> new Bounds(a.least + b.least, a.greatest + b.greatest);
          case MINUS -> new Bounds(a.least - b.greatest, a.greatest - b.least);
          case TIMES ->
              around(
                  a.least * b.least,
                  a.least * b.greatest,
                  a.greatest * b.least,
                  a.greatest * b.greatest);
          case DIVIDED_BY ->
              b.least <= 0 && b.greatest >= 0
                  ? null
                  : around(
                      a.least / b.least,
                      a.least / b.greatest,
                      a.greatest / b.least,
                      a.greatest / b.greatest);
        };
    return bounds != null && Double.isFinite(bounds.least) && Double.isFinite(bounds.greatest)
        ? bounds
        : null;
  }

  private static Bounds around(double a, double b, double c, double d) {
    return new Bounds(
        Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
  }
}
