// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * A number as people write it, with its unit or without: {@code 90}, {@code "2 GB"}, {@code "5
 * ms"}.
 *
 * @param unit null: that of the value it is compared with
 */
public record Amount(double number, @Nullable String unit) {
  private static final Pattern TEXT =
      Pattern.compile("\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d{1,3})?)\\s*(\\S.*?)?\\s*");

  public Amount {
    if (!Double.isFinite(number)) {
      throw new BadInput("expected a number, found " + number);
    }
  }

  /**
   * Reads a number or a text.
   *
   * @throws BadInput where it is neither
   */
  public static Amount of(@Nullable Object node) {
    if (node instanceof Number number) {
      return new Amount(number.doubleValue(), null);
    }
    Matcher matcher = TEXT.matcher(node instanceof String text ? text : "");
    if (!matcher.matches()) {
      throw new BadInput("expected a number, or one with a unit such as \"2 GB\", found " + node);
    }
    return new Amount(Double.parseDouble(matcher.group(1)), matcher.group(2));
  }

  /**
   * The number in another unit.
   *
   * @param target the value's unit; null: it has none
   * @param step 1000 or 1024: how many bytes are a kB
   * @throws BadInput where the units are of different kinds
   */
  public double in(@Nullable String target, int step) {
    return unit == null ? number : number * Units.factor(unit, target, step);
  }

  @Override
  public String toString() {
    String plain = Numbers.plain(number);
    return unit == null ? plain : plain + " " + unit;
  }
}
