// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many heads may be remembered, of all kinds of senders together; a long one counts as several.
 * Thread-safe.
 */
final class HeadRoom {
  /** One of 100 bytes takes some 500, so all take a sixth of the heap at most. */
  private static final long HEAP_PER_HEAD = 3_000;

  private static final int BYTES = 100;

  final int most;
  private final AtomicInteger used = new AtomicInteger();

  HeadRoom() {
    this((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_PER_HEAD));
  }

  HeadRoom(int most) {
    this.most = most;
  }

  /** As how many a head counts. */
  static int weight(Bytes head) {
    return 1 + head.length() / BYTES;
  }

  /** Whether there is room for so many more, which is taken. */
  boolean take(int heads) {
    if (used.addAndGet(heads) <= most) {
      return true;
    }
    give(heads);
    return false;
  }

  void give(int heads) {
    used.addAndGet(-heads);
  }
}
