// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.jspecify.annotations.Nullable;

/**
 * Where series go, which come again and again, of each kind of senders. When it is full all is
 * forgotten: what comes no more must not hold its place for ever. Thread-safe.
 *
 * @param <K> should have an order: strangers may give many series one hash code
 */
public final class Remembered<K> {
  /** With its key one takes some 1,000 bytes: all together a twelfth of the heap at most. */
  private static final long HEAP_PER_ENTRY = 12_000;

  private final Map<Candidates, Map<K, Target>> kinds = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int most =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_PER_ENTRY);

  /** What is known of one kind's series. */
  public Kind<K> of(Candidates candidates) {
    return new Kind<>(
        this, candidates, kinds.computeIfAbsent(candidates, _ -> new ConcurrentHashMap<>()));
  }

  /** The same with the sources that may be theirs. */
  public static final class Kind<K> {
    private final Remembered<K> all;
    private final Candidates candidates;
    private final Map<K, Target> entries;

    private Kind(Remembered<K> all, Candidates candidates, Map<K, Target> entries) {
      this.all = all;
      this.candidates = candidates;
      this.entries = entries;
    }

    public Candidates candidates() {
      return candidates;
    }

    /** What is remembered and still holds with the descriptions in force; null: nothing. */
    public @Nullable Target get(K key, Map<String, ProbeDescription> known) {
      Target target = entries.get(key);
      return target == null || target.holds(known) ? target : null;
    }

    public void put(K key, Target target) {
      if (entries.put(key, target) == null && all.count.incrementAndGet() > all.most) {
        all.kinds.clear();
        all.count.set(0);
      }
    }
  }
}
