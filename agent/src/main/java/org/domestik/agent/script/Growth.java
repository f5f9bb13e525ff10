// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What counters of other monitors' formats grew by a second, since the script's previous run. The
 * time between two runs is measured by a clock that never jumps: that of the samples is set now and
 * then.
 */
public final class Growth {
  /** A counter not seen for so many runs is forgotten. */
  private static final int MOST_ABSENT = 10;

  private static final double WRAP = 0x1p32;

  private final Map<Object, Seen> last = new HashMap<>();
  private final LongSupplier ticks;
  private long now;
  private int run;

  /**
   * @param ticks nanoseconds of a clock that never jumps
   */
  public Growth(LongSupplier ticks) {
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
  public double perSecond(Object id, double value) {
    return rate(id, value, false, false);
  }

  /** The rate of a counter that began again from 0, or after 2^32 where it was close to that. */
  public double wrapping(Object id, double value) {
    return rate(id, value, true, false);
  }

  /** The rate of what may shrink as well; NaN the first time. */
  public double signed(Object id, double value) {
    return rate(id, value, false, true);
  }

  /** The rate of what is 0 again after every reading; NaN the first time. */
  public double sinceRead(Object id, double value) {
    if (!Double.isFinite(value)) {
      return Double.NaN;
    }
    Seen before = last.put(id, new Seen(value, now, run));
    return before == null ? Double.NaN : value / seconds(before);
  }

  private double rate(Object id, double value, boolean wraps, boolean shrinks) {
    if (!Double.isFinite(value)) {
      return Double.NaN; // What was before it is what the next is compared with.
    }
    Seen before = last.put(id, new Seen(value, now, run));
    if (before == null) {
      return Double.NaN;
    }
    double grown = value - before.value;
    if (grown < 0
        && wraps
        && before.value > WRAP * 0.75
        && before.value < WRAP
        && value < WRAP * 0.25) {
      grown += WRAP;
    }
    return grown < 0 && !shrinks ? Double.NaN : grown / seconds(before);
  }

  private double seconds(Seen before) {
    double seconds = (now - before.time) / 1e9;
    return seconds > 0 ? seconds : Double.NaN;
  }

  private record Seen(double value, long time, int run) {}
}
