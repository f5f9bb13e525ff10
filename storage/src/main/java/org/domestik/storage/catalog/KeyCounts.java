// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;

/** How many keys each host has, of all probes, and how long they are. Thread-safe. */
final class KeyCounts {
  private final Map<Integer, Keys> hosts = new ConcurrentHashMap<>();
  private final AtomicLong excess = new AtomicLong();

  private record Keys(int count, long excess) {
    static Keys of(SeriesKey key) {
      return new Keys(1, MemoryBudget.excess(key.key()));
    }

    Keys plus(Keys more) {
      return new Keys(count + more.count, excess + more.excess);
    }
  }

  /** One more. */
  void added(SeriesKey key) {
    Keys more = Keys.of(key);
    hosts.merge(key.host(), more, Keys::plus);
    excess.addAndGet(more.excess());
  }

  void forget(int host) {
    Keys gone = hosts.remove(host);
    if (gone != null) {
      excess.addAndGet(-gone.excess());
    }
  }

  int of(int host) {
    Keys keys = hosts.get(host);
    return keys == null ? 0 : keys.count();
  }

  /** The bytes that all of them take {@linkplain MemoryBudget#excess beyond} what each may. */
  long excess() {
    return excess.get();
  }
}
