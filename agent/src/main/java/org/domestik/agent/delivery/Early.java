// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.domestik.agent.spool.SpoolEntry;

/**
 * What the server does not take yet, as it is of the future by its clock. One of the two clocks is
 * wrong; until that is mended, what is as late waits, and all else is delivered.
 *
 * <p>A few of these were sent; what comes after them and is as late is not even sent, so that it
 * may still be collapsed where the spool is full. For one thread.
 */
final class Early {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final LongSupplier ticks;
  private final Set<Long> waiting = new HashSet<>();
  private Instant from = Instant.MAX;
  private long retry;

  /** {@code ticks} are nanoseconds of a clock that never jumps. */
  Early(LongSupplier ticks) {
    this.ticks = ticks;
  }

  /** Whether there is nothing of the kind. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Whether it is worth sending a delivery now: now and then one of those that were sent is tried
   * again, and if it is taken the others follow.
   */
  boolean allows(SpoolEntry one) {
    return !waiting.contains(one.first()) && allows(one.oldest())
        || one.state() != SpoolEntry.State.BATCH && ticks.getAsLong() - retry >= 0;
  }

  /** Whether the server would take samples that begin at a time, as far as is known. */
  boolean allows(Instant oldest) {
    return oldest.isBefore(from);
  }

  /**
   * The server does not take a delivery yet.
   *
   * @param latest the time of its last sample
   */
  void refused(SpoolEntry one, Instant latest) {
    waiting.add(one.first());
    from = latest.isBefore(from) ? latest : from;
    retry = ticks.getAsLong() + PAUSE.toNanos();
  }

  /** A delivery waits no longer: whatever the server thought too late, it may take now. */
  void settled(SpoolEntry one) {
    if (waiting.remove(one.first())) {
      from = Instant.MAX;
      retry = ticks.getAsLong();
    }
  }
}
