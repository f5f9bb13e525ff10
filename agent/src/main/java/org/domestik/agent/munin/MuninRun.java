// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.domestik.agent.reading.CounterRates;
import org.domestik.agent.reading.LeftOut;

/**
 * The present run of a plugin, and what it needs of those before; that outlives a new config. For
 * one thread.
 */
final class MuninRun {
  /** More expressions than any plugin has. */
  private static final int MOST_PASTS = 1_000;

  private final LongSupplier ticks;
  private final CounterRates rates = new CounterRates();
  private final LeftOut leftOut = new LeftOut();
  private final Map<String, Past> pasts = new HashMap<>();
  private Instant time = Instant.EPOCH;
  private double seconds;

  /**
   * @param ticks nanoseconds of a clock that never jumps
   */
  MuninRun(LongSupplier ticks) {
    this.ticks = ticks;
  }

  void begin(Instant now) {
    time = now;
    long ticksNow = ticks.getAsLong();
    seconds = ticksNow / 1e9;
    rates.begin(now, ticksNow);
    leftOut.clear();
  }

  /** The time of the samples. */
  Instant time() {
    return time;
  }

  /** By a clock that never jumps. */
  double seconds() {
    return seconds;
  }

  CounterRates rates() {
    return rates;
  }

  LeftOut leftOut() {
    return leftOut;
  }

  /** The past of one field's {@code cdef}. */
  Past past(String id) {
    if (pasts.size() >= MOST_PASTS && !pasts.containsKey(id)) {
      pasts.clear(); // Fields that come and go under ever new names.
    }
    return pasts.computeIfAbsent(id, absent -> new Past());
  }
}
