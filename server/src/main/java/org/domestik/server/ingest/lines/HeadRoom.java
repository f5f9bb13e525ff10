// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.concurrent.atomic.AtomicInteger;

/** How many heads may be remembered, of all kinds of senders together. Thread-safe. */
final class HeadRoom {
  /** A head takes some 500 bytes, so all take a sixth of the heap at most. */
  private static final long HEAP_PER_HEAD = 3_000;

  final int most;
  private final AtomicInteger used = new AtomicInteger();

  HeadRoom() {
    this((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_PER_HEAD));
  }

  HeadRoom(int most) {
    this.most = most;
  }

  /** Whether there is room for one more, which is taken. */
  boolean take() {
    if (used.incrementAndGet() <= most) {
      return true;
    }
    used.decrementAndGet();
    return false;
  }

  void give(int heads) {
    used.addAndGet(-heads);
  }
}
