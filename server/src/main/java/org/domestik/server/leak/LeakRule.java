// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import java.time.LocalDate;
import org.domestik.server.leak.Verdict.Kind;

/**
 * Judges a floor of daily minima.
 *
 * <ol>
 *   <li>Fewer than three days: UNKNOWN.
 *   <li>The rise is the median slope between all pairs of days; over the whole time it must come to
 *       1 % of the floor's last value, or it is NONE.
 *   <li>The rise must be steady: with p ≤ 0.05 in the one-sided Mann–Kendall test. If not it is
 *       NONE; three rising days are too few to be steady, so that is UNKNOWN.
 *   <li>If over the last third of the days, three at least, the slope is below a quarter of the
 *       whole, it is FLATTENING, else LEAK.
 * </ol>
 */
final class LeakRule {
  private static final int FEWEST_DAYS = 3;
  private static final double SIGNIFICANT = 0.05;
  private static final double WORTHWHILE = 0.01;
  private static final double FLATTER = 0.25;

  private LeakRule() {}

  static Verdict judge(Floor floor) {
    int count = floor.days().size();
    if (count < FEWEST_DAYS) {
      return new Verdict(Kind.UNKNOWN, null, null);
    }
    long[] days = floor.days().stream().mapToLong(LocalDate::toEpochDay).toArray();
    double[] minima = floor.minima().stream().mapToDouble(Double::doubleValue).toArray();
    double slope = Trend.theilSen(days, minima, 0, count);
    double rise = slope * (days[count - 1] - days[0]);
    if (rise <= 0 || rise < WORTHWHILE * Math.abs(minima[count - 1])) {
      return new Verdict(Kind.NONE, slope, null);
    }
    if (Trend.mannKendall(minima) > SIGNIFICANT) {
      return count == FEWEST_DAYS
          ? new Verdict(Kind.UNKNOWN, null, null)
          : new Verdict(Kind.NONE, slope, null);
    }
    int lastThird = Math.max(FEWEST_DAYS, (count + 2) / 3);
    double lately = Trend.theilSen(days, minima, count - lastThird, count);
    Kind kind = lately < FLATTER * slope ? Kind.FLATTENING : Kind.LEAK;
    return new Verdict(kind, slope, lowest(floor));
  }

  private static LocalDate lowest(Floor floor) {
    int lowest = 0;
    for (int i = 1; i < floor.minima().size(); i++) {
      if (floor.minima().get(i) <= floor.minima().get(lowest)) {
        lowest = i;
      }
    }
    return floor.days().get(lowest);
  }
}
