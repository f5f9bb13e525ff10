// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.domestik.benchmarks.load.Fleet;

/** A thousand agents that each send once a minute, one after the other, in real time. */
final class Pace {
  static final int AGENTS = 1_000;
  static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant start = Instant.MIN;

  /** Such agents with one series each. */
  static Fleet fleet(Instant first) {
    return new Fleet(AGENTS, 1, first, 60);
  }

  /** Says that a minute begins now; the others follow. */
  void begin(int minute) {
    start = Instant.now().minus(MINUTE.multipliedBy(minute));
  }

  /** Waits until an agent is to send. */
  void await(int minute, int agent) throws IOException {
    Instant due = start.plus(MINUTE.multipliedBy(minute)).plusMillis(60_000L / AGENTS * agent);
    long left = Duration.between(Instant.now(), due).toMillis();
    if (left > 0) {
      try {
        Thread.sleep(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
