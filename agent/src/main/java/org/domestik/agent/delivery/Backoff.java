// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When to try the server again: after 0.5 s, then twice as long each time up to 30 s, by half more
 * or less, so that the agents of a fleet do not come back as one.
 *
 * <p>Counts in nanoseconds of a clock that never jumps.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final LongSupplier ticks;
  private final RandomGenerator random;
  private Duration pause = Duration.ZERO;
  private long until;

  Backoff(LongSupplier ticks, RandomGenerator random) {
    this.ticks = ticks;
    this.random = random;
  }

  /** Whether the last try failed. */
  boolean isAway() {
    return !pause.isZero();
  }

  /** How long to wait yet, in milliseconds; 0 if it is time. */
  long millisLeft() {
    return isAway() ? Math.max(0, (until - ticks.getAsLong() + 999_999) / 1_000_000) : 0;
  }

  void failed() {
    Duration longer = isAway() ? pause.multipliedBy(2) : FIRST;
    pause = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    until = ticks.getAsLong() + (long) (pause.toNanos() * random.nextDouble(0.5, 1.5));
  }

  void succeeded() {
    pause = Duration.ZERO;
  }
}
