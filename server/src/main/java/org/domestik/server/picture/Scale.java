// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers from bottom to top, with round ones between them. */
record Scale(double bottom, double top, double step) {
  private static final String SMALL = "mun";
  // Beyond these the differences of numbers are no numbers any more.
  private static final double MOST = 1e300;
  private static final double LEAST = 1e-300;

  private static final String LARGE = "kMGTPE";

  /** Around all of some numbers; those that are positive begin at zero where that is not far. */
  static Scale of(double least, double greatest, int steps) {
    double low = Math.clamp(least, -MOST, MOST);
    double high = Math.clamp(greatest, -MOST, MOST);
    if (low >= 0 && low < high * 0.4) {
      low = 0;
    }
    if (high - low < LEAST) {
      double room = Math.abs(low) < LEAST ? 1 : Math.abs(low) * 0.1;
      low -= room;
      high += room;
    }
    double step = round((high - low) / steps);
    return new Scale(Math.floor(low / step) * step, Math.ceil(high / step) * step, step);
  }

  /** The next 1, 2 or 5 of a power of ten. */
  private static double round(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    double digit = step / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= 20 && bottom + i * step <= top + step / 2; i++) {
      ticks.add(bottom + i * step);
    }
    return ticks;
  }

  /** How far up a number is, from 0 to 1. */
  double place(double number) {
    return (Math.clamp(number, -MOST, MOST) - bottom) / (top - bottom);
  }

  /** A number of the scale in a few characters. */
  String label(double number) {
    if (Math.abs(number) < step / 1e6) {
      return "0";
    }
    double most = Math.max(Math.abs(bottom), Math.abs(top));
    int power = (int) Math.clamp(Math.floor(Math.log10(most) / 3 + 1e-9), -3, 6);
    double unit = Math.pow(1000, power);
    String prefix =
        power > 0
            ? LARGE.substring(power - 1, power)
            : power < 0 ? SMALL.substring(-power - 1, -power) : "";
    int digits = (int) Math.clamp(-Math.floor(Math.log10(step / unit) + 1e-9), 0, 3);
    return String.format(Locale.ROOT, "%." + digits + "f", number / unit) + prefix;
  }
}
