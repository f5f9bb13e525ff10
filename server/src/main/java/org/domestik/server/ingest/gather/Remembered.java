// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Where series go, which come again and again. When it is full all is forgotten: what comes no more
 * must not hold its place for ever. Thread-safe.
 *
 * @param <K> should have an order: strangers may give many series one hash code
 */
public final class Remembered<K> {
  /** With its key one takes some 1,000 bytes: all together a twelfth of the heap at most. */
  private static final long HEAP_PER_ENTRY = 12_000;

  private final Map<K, Target> entries = new ConcurrentHashMap<>();
  private final int most =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_PER_ENTRY);

  /** What is remembered and still holds with the descriptions in force; null: nothing. */
  public @Nullable Target get(K key, Map<String, ProbeDescription> known) {
    Target target = entries.get(key);
    return target == null || target.holds(known) ? target : null;
  }

  public void put(K key, Target target) {
    if (entries.size() >= most) {
      entries.clear();
    }
    entries.put(key, target);
  }
}
