// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about series, which come again and again. When it is full all is forgotten:
 * what comes no more must not hold its place for ever. Thread-safe.
 *
 * @param <K> should have an order: strangers may give many series one hash code
 */
public final class Remembered<K, V> {
  /** With its key one takes some 1,000 bytes: all together a twelfth of the heap at most. */
  private static final long HEAP_PER_ENTRY = 12_000;

  private final Map<K, V> entries = new ConcurrentHashMap<>();
  private final int most =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_PER_ENTRY);

  /** What is remembered; null: nothing. */
  public @Nullable V get(K key) {
    return entries.get(key);
  }

  public void put(K key, V value) {
    if (entries.size() >= most) {
      entries.clear();
    }
    entries.put(key, value);
  }
}
