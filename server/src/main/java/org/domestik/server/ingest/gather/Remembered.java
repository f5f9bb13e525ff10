// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
  /** What one takes with a short key. */
  private static final long BYTES = 1_000;

  /** The part of the heap that all together take at most. */
  private static final long HEAP_PART = 12;

  private final Map<Candidates, Map<K, Target>> kinds = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long most;

  public Remembered() {
    this(Runtime.getRuntime().maxMemory() / HEAP_PART);
  }

  /** Of so many bytes. */
  Remembered(long most) {
    this.most = most;
  }

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
      if (entries.put(key, target) == null && all.bytes.addAndGet(bytes(target)) > all.most) {
        all.kinds.clear();
        all.bytes.set(0);
      }
    }

    private static long bytes(Target target) {
      Place place = target.place();
      if (place == null) {
        return BYTES;
      }
      // Its texts are there twice: it is found by them, too.
      return BYTES + 2L * place.key().texts().stream().mapToInt(String::length).sum();
    }
  }
}
