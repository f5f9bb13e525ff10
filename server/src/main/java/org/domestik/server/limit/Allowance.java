// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.limit;

import java.time.Duration;
import java.time.Instant;

/** So much within a minute: what was used comes back evenly. For one thread at a time. */
final class Allowance {
  private static final double SECONDS = 60;

  private final long most;
  private double left;
  private Instant looked;

  Allowance(long most, Instant now) {
    this.most = most;
    this.left = (double) most;
    this.looked = now;
  }

  long most() {
    return most;
  }

  /** What was used within the minute before, and has not come back yet. */
  long used(Instant now) {
    Duration since = Duration.between(looked, now);
    if (!since.isNegative()) {
      left = Math.min((double) most, left + most * (since.toMillis() / 1000.0) / SECONDS);
    }
    looked = now; // A clock that was set back gives nothing, and takes nothing.
    return (long) Math.ceil(most - left);
  }

  void use(long amount) {
    left -= amount;
  }

  /** In how many seconds there is room for so much; not more than there can be at all. */
  long seconds(long amount) {
    return Math.max(1, (long) Math.ceil((amount - left) * SECONDS / most));
  }
}
