// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps garbage from filling a heap that is as large as the machine allows: what is in use is
 * collected where it would grow beyond twice of what is needed, as a small heap would have done.
 */
final class HeapLid implements AutoCloseable {
  /** A home's heap stays below it, so that nothing is collected for this reason there. */
  private static final long LEAST = 100 << 20;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heap-lid").daemon().factory());

  private long lid = LEAST;

  private HeapLid() {}

  /** Begins to watch. */
  static HeapLid start() {
    HeapLid made = new HeapLid();
    if (Runtime.getRuntime().maxMemory() > 2 * LEAST) {
      var _ = made.thread.scheduleWithFixedDelay(made::look, 1, 1, TimeUnit.SECONDS);
    }
    return made;
  }

  private void look() {
    if (used() > lid) {
      System.gc();
      lid = Math.max(LEAST, 2 * used());
    }
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
