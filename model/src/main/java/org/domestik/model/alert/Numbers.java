// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people. */
public final class Numbers {
  private static final double MANY = 1e15;
  private static final MathContext SIX = new MathContext(6);

  private Numbers() {}

  /** Up to six digits that matter, all digits of a whole number, no exponent below 1e15. */
  public static String plain(double number) {
    if (!Double.isFinite(number) || Math.abs(number) >= MANY) {
      return Double.toString(number);
    }
    if (number == Math.rint(number)) {
      return Long.toString((long) number);
    }
    BigDecimal rounded = new BigDecimal(number, SIX).stripTrailingZeros();
    return rounded.toPlainString();
  }
}
