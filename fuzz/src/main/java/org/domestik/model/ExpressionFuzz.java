// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.domestik.model.description.Expression;

/** The formula of a derived value; what was read is written so that it is read as the same. */
public final class ExpressionFuzz {

  public static void fuzzerTestOneInput(byte[] data) {
    Expression expression;
    try {
      expression = Expression.parse(new String(data, UTF_8));
    } catch (BadInput e) {
      return; // Refused in words.
    }
    Expression again = Expression.parse(expression.text());
    if (!again.equals(expression)) {
      throw new AssertionError(expression + " is written " + expression.text() + ", read " + again);
    }
  }

  private ExpressionFuzz() {}
}
