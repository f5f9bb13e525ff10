// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;

/** Reads decimal numbers as people and programs write them: {@code 476}, {@code -1.5e3}. */
public final class Decimal {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
  private static final int MAX_LENGTH = 400;

  // 10^0 to 10^22 are exact doubles, so one division of an exact mantissa rounds correctly
  // (Clinger, 1990).
  private static final double[] POWERS = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++, power *= 10) {
      POWERS[i] = power;
    }
  }

  private Decimal() {}

  /** The text's value; NaN if it is no finite decimal number. Spaces around it do not matter. */
  public static double parse(String text) {
    String number = text.strip();
    if (number.length() > MAX_LENGTH || !NUMBER.matcher(number).matches()) {
      return Double.NaN;
    }
    return finite(Double.parseDouble(number));
  }

  /** The value of ASCII bytes, like {@link #parse(String)} but without spaces. */
  public static double parse(byte[] text, int from, int to) {
    boolean negative = from < to && text[from] == '-';
    long mantissa = 0;
    int digits = 0;
    int fraction = -1;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      byte c = text[i];
      if (c >= '0' && c <= '9' && digits < 15) {
        mantissa = mantissa * 10 + (c - '0');
        digits++;
        fraction += fraction >= 0 ? 1 : 0;
      } else if (c == '.' && fraction < 0) {
        fraction = 0;
      } else {
        return parseRare(text, from, to);
      }
    }
    if (digits == 0) {
      return Double.NaN;
    }
    double value = mantissa / POWERS[Math.max(fraction, 0)];
    return negative && mantissa != 0 ? -value : value;
  }

  // Exponents, a plus sign, more than 15 digits, or nonsense.
  private static double parseRare(byte[] text, int from, int to) {
    String number = new String(text, from, to - from, ISO_8859_1);
    return number.equals(number.strip()) ? parse(number) : Double.NaN;
  }

  /** The number without a negative zero; NaN if it is not finite. */
  public static double finite(double number) {
    return Double.isFinite(number) ? number + 0.0 : Double.NaN;
  }
}
