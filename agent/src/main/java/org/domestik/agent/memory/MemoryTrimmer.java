// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.memory;

import java.time.Duration;

/** Keeps the process as small as what it really uses. For one thread. */
public final class MemoryTrimmer {
  private static final Duration SWEEP = Duration.ofMinutes(1);

  /** What only the start needed is not needed any more. */
  private static final Duration STARTED = Duration.ofSeconds(20);

  /** So long, at least, shows which pages are used. */
  private static final Duration LEARNING = Duration.ofSeconds(8);

  private final UnusedPages unused = new UnusedPages();
  private long sweep;
  private long giving;

  /**
   * @param now as {@link System#nanoTime} has it
   */
  public MemoryTrimmer(long now) {
    sweep = now + STARTED.toNanos();
    giving = sweep;
  }

  /**
   * To be called every few seconds: does what is due.
   *
   * @param now as {@link System#nanoTime} has it
   */
  public void tidy(long now) {
    if (now - sweep >= 0) {
      // The collector would let garbage fill the whole heap before it looks at the old part of it.
      // 3 MiB are live: to sweep takes some milliseconds, and the rest goes back.
      System.gc();
      sweep = now + SWEEP.toNanos();
      giving = now;
    }
    if (now - giving >= 0) {
      giving = unused.giveBack() ? now + LEARNING.toNanos() : sweep;
    }
  }
}
