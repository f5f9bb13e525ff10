// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A machine's clock and the time since its kernel started, moved by hand. */
public final class HandClock implements InstantSource, Uptime {
  private Instant now;
  private long millis = 1_000_000;
  private String boot = "first";

  public HandClock(Instant now) {
    this.now = now;
  }

  /** Time passes; so it does while the machine is suspended. */
  public void pass(Duration time) {
    now = now.plus(time);
    millis += time.toMillis();
  }

  /** Somebody sets the clock. */
  public void step(Duration by) {
    now = now.plus(by);
  }

  /** The kernel starts anew. */
  public void reboot() {
    boot += "+";
    millis = 5_000;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public String boot() {
    return boot;
  }

  @Override
  public long millis() {
    return millis;
  }
}
