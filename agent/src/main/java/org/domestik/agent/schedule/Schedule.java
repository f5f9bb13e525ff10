// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import java.time.Duration;

/**
 * When one script runs: at once, then every period on a grid of its own, the first time at least
 * half a period later, so that nothing drifts and what was missed (a slow run, a suspended machine)
 * is not caught up. Failing again and again makes the steps longer, up to {@link #LONGEST_PAUSE};
 * one success makes them short again.
 *
 * <p>Counts in nanoseconds of a clock that never jumps.
 */
public final class Schedule {
  /** How long a script that always fails waits at most. */
  public static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** How many failures in a row make it less frequent. */
  static final int PATIENCE = 3;

  private final long period;
  private final long grid;
  private final long second;
  private int failures;

  /**
   * @param start when the first run began
   * @param phase where on the grid it stays, 0 to 1: spreads scripts over their period
   */
  Schedule(Duration period, long start, double phase) {
    this.period = period.toNanos();
    this.grid = start + (long) (phase * this.period);
    this.second = start + this.period / 2; // A rate over less would be noise.
  }

  /** When to run next, after a run that ended at {@code now}. */
  long next(long now) {
    long earliest = Math.max(now + pause() - period, second - 1);
    long steps = Math.floorDiv(earliest - grid, period) + 1;
    return grid + steps * period;
  }

  private long pause() {
    if (!isQuarantined()) {
      return period;
    }
    long longest = Math.max(LONGEST_PAUSE.toNanos(), period);
    long pause = period;
    for (int i = PATIENCE; i <= failures && pause < longest; i++) {
      pause = Math.min(pause * 2, longest);
    }
    return pause;
  }

  void succeeded() {
    failures = 0;
  }

  void failed() {
    failures++;
  }

  /** Whether it failed so often in a row that it runs less often. */
  boolean isQuarantined() {
    return failures >= PATIENCE;
  }
}
