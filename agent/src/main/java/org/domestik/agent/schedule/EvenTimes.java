// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The times of one script's samples: the machine's, but whole periods apart as long as that is
 * within 10 ms of it, and within a hundredth of the period. A thread wakes up a millisecond early
 * or late; times without that noise take next to nothing in memory and on disk. (Prometheus does
 * the same with the times of its scrapes.) For one thread.
 */
final class EvenTimes {
  private static final Duration MOST = Duration.ofMillis(10);
  private static final int PART_OF_PERIOD = 100;

  private @Nullable Instant last;

  /** The time of a run that begins now. */
  Instant of(Instant now, Duration period) {
    Instant time = now.truncatedTo(ChronoUnit.MILLIS);
    Instant before = last;
    if (before != null && before.isBefore(now)) {
      long periods = Duration.between(before, now).plus(period.dividedBy(2)).dividedBy(period);
      Instant even = before.plus(period.multipliedBy(periods));
      Duration part = period.dividedBy(PART_OF_PERIOD);
      Duration most = part.compareTo(MOST) < 0 ? part : MOST;
      if (periods > 0 && Duration.between(even, now).abs().compareTo(most) <= 0) {
        time = even;
      }
    }
    last = time;
    return time;
  }
}
