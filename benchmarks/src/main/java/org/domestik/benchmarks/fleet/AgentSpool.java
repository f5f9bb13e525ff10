// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.SpoolState;
import org.jspecify.annotations.Nullable;

/** What one agent has not had an answer to, the oldest first. For one thread. */
final class AgentSpool {
  private static final long LIMIT = 256 << 20;

  private final Deque<Entry> entries = new ArrayDeque<>();

  /** A delivery. */
  static final class Entry {
    final long made;
    Batch batch;

    /** Whether the server may know of it. */
    boolean sent;

    Entry(Batch batch, long made) {
      this.batch = batch;
      this.made = made;
    }

    int rows() {
      return batch.samples().stream().mapToInt(it -> it.rows().size()).sum();
    }
  }

  /**
   * @param isSent whether it goes at once
   */
  Entry add(Batch batch, long now, boolean isSent) {
    Entry entry = new Entry(batch, now);
    entry.sent = isSent;
    entries.addLast(entry);
    return entry;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The oldest that the server may know of, but for one. */
  @Nullable Entry unsettled(@Nullable Entry but) {
    return find(true, but);
  }

  /** The oldest that it cannot. */
  @Nullable Entry unsent() {
    return find(false, null);
  }

  private @Nullable Entry find(boolean sent, @Nullable Entry but) {
    for (Entry each : entries) {
      if (each.sent == sent && !each.equals(but)) {
        return each;
      }
    }
    return null;
  }

  /** The newest, if the server cannot know of it. */
  @Nullable Entry newest() {
    Entry last = entries.peekLast();
    return last == null || last.sent ? null : last;
  }

  /** Whether something waits that was made before a time. */
  boolean has(long before) {
    Entry first = entries.peekFirst();
    return first != null && first.made - before < 0;
  }

  void remove(Entry entry) {
    entries.remove(entry);
  }

  /** As a delivery of one of them says it. */
  SpoolState state(Entry besides) {
    long samples = 0;
    Sample oldest = null;
    for (Entry each : entries) {
      if (!each.equals(besides)) {
        samples += each.batch.samples().size();
        oldest = oldest == null ? each.batch.samples().getFirst() : oldest;
      }
    }
    return new SpoolState(
        samples, 0, 0, 200 * samples, LIMIT, oldest == null ? null : oldest.time());
  }
}
