// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

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
  private final LongSupplier ticks;
  private long now;
  private int run;

  /**
   * @param ticks nanoseconds of a clock that never jumps
   */
  public CounterRates(LongSupplier ticks) {
    this.ticks = ticks;
  }

  /** Begins a run: what is asked from here on was seen now. */
  public void begin() {
    now = ticks.getAsLong();
    run++;
    last.values().removeIf(seen -> run - seen.run > MOST_ABSENT);
  }

  /**
   * The rate of what only grows; NaN the first time and after it began again.
   *
   * @param id equal for the same counter and no other
   */
  public double perSecond(Object id, Number value) {
    return rate(id, value, false, false);
  }

  /**
   * The rate of a counter that began again from 0, after 2^32 or 2^64 where it was close to one.
   */
  public double wrapping(Object id, Number value) {
    return rate(id, value, true, false);
  }

  /** The rate of what may shrink as well; NaN the first time. */
  public double signed(Object id, Number value) {
    return rate(id, value, false, true);
  }

  /** The rate of what is 0 again after every reading; NaN the first time. */
  public double sinceRead(Object id, Number value) {
    if (!Double.isFinite(value.doubleValue())) {
      return Double.NaN;
    }
    Seen before = last.put(id, new Seen(value, now, run));
    return before == null ? Double.NaN : value.doubleValue() / seconds(before);
  }

  private double rate(Object id, Number value, boolean wraps, boolean shrinks) {
    if (!Double.isFinite(value.doubleValue())) {
      return Double.NaN; // What was before it is what the next is compared with.
    }
    Seen before = last.put(id, new Seen(value, now, run));
    if (before == null) {
      return Double.NaN;
    }
    double grown = difference(before.value, value);
    if (grown < 0 && wraps) {
      grown = wrapped(before.value, value);
    }
    return grown < 0 && !shrinks ? Double.NaN : grown / seconds(before);
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

  private double seconds(Seen before) {
    double seconds = (now - before.time) / 1e9;
    return seconds > 0 ? seconds : Double.NaN;
  }

  private record Seen(Number value, long time, int run) {}
}
