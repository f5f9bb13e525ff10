// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The formula of a derived value: what is read shows as a text that is read as the same. */
public final class ExpressionFuzz {

  public static void fuzzerTestOneInput(byte[] data) {
    Expression expression;
    try {
      expression = Expression.parse(new String(data, UTF_8));
    } catch (BadInput e) {
      return;
    }
    if (!Expression.parse(expression.toString()).equals(expression)) {
      throw new AssertionError("read again as another: " + expression);
    }
  }

  private ExpressionFuzz() {}
}
