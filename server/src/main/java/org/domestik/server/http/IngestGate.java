// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the memory of requests being taken in at once: each holds as many bytes as its body has
 * inflated, or may have, the others wait their turn. Their bodies are there as a whole, so a turn
 * never waits for a sender.
 */
final class IngestGate {
  private static final int WAIT_SECONDS = 20;
  private static final int UNIT = 1024;

  private final int units;
  private final Semaphore free;

  IngestGate(int bytes) {
    this.units = bytes / UNIT;
    this.free = new Semaphore(units, true);
  }

  /** Held until closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for room. Refused with 503 after 20 s. */
  Turn enter(long bytes) {
    int wanted = (int) Math.min(units, bytes / UNIT + 1);
    try {
      if (!free.tryAcquire(wanted, WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new Refused(503, "too much is being taken in at once; try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(503, "the server is stopping");
    }
    return () -> free.release(wanted);
  }
}
