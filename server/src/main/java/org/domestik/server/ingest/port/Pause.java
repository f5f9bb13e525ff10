// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.port;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import org.domestik.server.connection.RareLog;

/** Where a thread of a port waits. */
final class Pause {
  private static final long AFTER_FAULT_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_END_NANOS = Duration.ofSeconds(5).toNanos();

  private Pause() {}

  /** Says what failed, and waits: what fails at once again would take a core and fill the log. */
  static void after(IOException fault, RareLog log, String what) {
    log.warn(what, what + ": " + fault.getMessage());
    LockSupport.parkNanos(AFTER_FAULT_NANOS);
  }

  /** Waits for the end of threads, some seconds at most for all. */
  static void untilEnded(Collection<Thread> threads) {
    long deadline = System.nanoTime() + LONGEST_END_NANOS;
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
