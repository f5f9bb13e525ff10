// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a value will be at a limit if it goes on like this.
 *
 * <p>Not its average goes there: towards a limit above its floor has to rise, towards one below its
 * ceiling has to fall, steadily (Mann–Kendall, p ≤ 0.05), by the median slope (Theil–Sen) of up to
 * 100 slots of equal length.
 *
 * @param left until it is there, from the last point; null: it does not go there
 * @param last the last floor, or ceiling; null if there is none
 */
public record Forecast(@Nullable Duration left, @Nullable Double last) {
  private static final int SLOTS = 100;
  private static final int FEWEST = 8;
  private static final double SIGNIFICANT = 0.05;

  /**
   * Of points in time, of which the nulls are left out.
   *
   * @param time epoch milliseconds, ascending
   * @param limit above all values or below them; where it is among them, it is reached
   */
  public static Forecast of(
      List<Long> time, List<@Nullable Double> minima, List<@Nullable Double> maxima, double limit) {
    int newest = newest(maxima);
    if (newest < 0) {
      return new Forecast(null, null);
    }
    Double present = maxima.get(newest);
    boolean up = present == null || present < limit;
    List<Long> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    slots(time, up ? minima : maxima, up, x, y);
    Double last = y.isEmpty() ? null : up ? y.getLast() : -y.getLast();
    if (y.size() < FEWEST) {
      return new Forecast(null, last);
    }
    double[] numbers = y.stream().mapToDouble(Double::doubleValue).toArray();
    long[] times = x.stream().mapToLong(Long::longValue).toArray();
    double slope = Trend.theilSen(times, numbers, 0, numbers.length);
    if (slope <= 0 || Trend.mannKendall(numbers) > SIGNIFICANT) {
      return new Forecast(null, last);
    }
    double millis = ((up ? limit : -limit) - numbers[numbers.length - 1]) / slope;
    boolean never = millis > Duration.ofDays(36_500).toMillis();
    return new Forecast(never ? null : Duration.ofMillis((long) Math.max(0, millis)), last);
  }

  private static int newest(List<@Nullable Double> numbers) {
    int index = numbers.size() - 1;
    while (index >= 0 && numbers.get(index) == null) {
      index--;
    }
    return index;
  }

  /** The least of each slot; of a ceiling that of its mirror image, so that both rise. */
  private static void slots(
      List<Long> time, List<@Nullable Double> numbers, boolean up, List<Long> x, List<Double> y) {
    long first = time.getFirst();
    long width = Math.max(1, (time.getLast() - first) / SLOTS + 1);
    long slot = -1;
    for (int i = 0; i < time.size(); i++) {
      Double number = numbers.get(i);
      if (number == null) {
        continue;
      }
      double seen = up ? number : -number;
      long its = (time.get(i) - first) / width;
      if (its != slot) {
        x.add(first + its * width);
        y.add(seen);
        slot = its;
      } else if (seen < y.getLast()) {
        y.set(y.size() - 1, seen);
      }
    }
  }
}
