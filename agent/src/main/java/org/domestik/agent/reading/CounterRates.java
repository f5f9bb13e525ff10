// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What counters of other monitors' formats grew by a second, since the script's previous run. The
 * time between two runs is measured by a clock that never jumps: that of the samples is set now and
 * then. A counter is a {@link Double}, or a {@link BigDecimal} where a double would not be exact.
 */
public final class CounterRates {
  /** A counter not seen for so many runs is forgotten. */
  private static final int MOST_ABSENT = 10;

  /** The largest counter of 32 bits and of 64, and one more. */
  private static final double[] WRAPS = {0x1p32, 0x1p64};

  private final Map<Object, Seen> last = new HashMap<>();
  private long now;
  private Instant time = Instant.EPOCH;
  private int run;

  /**
   * A run began: what is asked from here on was seen then.
   *
   * @param time by the clock by which counters may say when they were counted
   * @param ticks the same moment in nanoseconds of a clock that never jumps
   */
  public void begin(Instant time, long ticks) {
    this.time = time;
    now = ticks;
    run++;
    last.values().removeIf(seen -> run - seen.run > MOST_ABSENT);
  }

  /**
   * The rate of what only grows; NaN the first time and after it began again. It stays until the
   * counter is counted anew.
   *
   * @param id equal for the same counter and no other
   * @param counted when; null: now
   */
  public double perSecond(Object id, Number value, @Nullable Instant counted) {
    return rate(id, value, counted, false, false);
  }

  /**
   * The same of a counter that began again from 0, after 2^32 or 2^64 where it was close to one.
   */
  public double wrapping(Object id, Number value, @Nullable Instant counted) {
    return rate(id, value, counted, true, false);
  }

  /** The same of what may shrink as well; NaN the first time. */
  public double signed(Object id, Number value, @Nullable Instant counted) {
    return rate(id, value, counted, false, true);
  }

  /** The rate of what is 0 again after every reading; NaN the first time. */
  public double sinceRead(Object id, Number value) {
    if (!Double.isFinite(value.doubleValue())) {
      return Double.NaN;
    }
    Seen before = last.put(id, new Seen(value, null, now, Double.NaN, run));
    return before == null ? Double.NaN : value.doubleValue() / seconds(before, now);
  }

  private double rate(
      Object id, Number value, @Nullable Instant counted, boolean wraps, boolean shrinks) {
    if (!Double.isFinite(value.doubleValue())) {
      return Double.NaN; // What was before it is what the next is compared with.
    }
    Seen before = last.get(id);
    if (before != null && counted != null && counted.equals(before.counted)) {
      last.put(id, before.again(run));
      return before.rate;
    }
    // Clocks are set now and then: so its age is subtracted, and not one time from another.
    long at = counted == null ? now : now - Duration.between(counted, time).toNanos();
    double rate = before == null ? Double.NaN : rate(before, value, at, wraps, shrinks);
    last.put(id, new Seen(value, counted, at, rate, run));
    return rate;
  }

  private static double rate(Seen before, Number value, long at, boolean wraps, boolean shrinks) {
    double grown = difference(before.value, value);
    if (grown < 0 && wraps) {
      grown = wrapped(before.value, value);
    }
    return grown < 0 && !shrinks ? Double.NaN : grown / seconds(before, at);
  }

  /** What a counter grew by that is less than before; negative if it began again from 0. */
  private static double wrapped(Number before, Number value) {
    for (double wrap : WRAPS) {
      double last = before.doubleValue();
      if (last > wrap * 0.75 && last <= wrap && value.doubleValue() < wrap * 0.25) {
        return exact(value).add(new BigDecimal(wrap)).subtract(exact(before)).doubleValue();
      }
    }
    return -1;
  }

  private static double difference(Number before, Number value) {
    return before instanceof Double from && value instanceof Double to
        ? to - from
        : exact(value).subtract(exact(before)).doubleValue();
  }

  private static BigDecimal exact(Number value) {
    return value instanceof BigDecimal exact ? exact : new BigDecimal(value.doubleValue());
  }

  private static double seconds(Seen before, long at) {
    double seconds = (at - before.at) / 1e9;
    return seconds > 0 ? seconds : Double.NaN;
  }

  /**
   * @param counted as the counter says; null: as it was seen
   * @param at the same by the clock that never jumps
   * @param rate up to then
   */
  private record Seen(Number value, @Nullable Instant counted, long at, double rate, int run) {
    Seen again(int run) {
      return new Seen(value, counted, at, rate, run);
    }
  }
}
