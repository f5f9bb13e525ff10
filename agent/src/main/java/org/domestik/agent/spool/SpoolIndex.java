// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.domestik.model.delivery.SpoolState;
import org.jspecify.annotations.Nullable;

/** What waits in a spool, oldest first, and what it takes up together. For one thread. */
final class SpoolIndex {
  private final TreeMap<Long, SpoolEntry> entries = new TreeMap<>();
  private final List<Numbers> skipped = new ArrayList<>();
  private long bytes;
  private long weight;
  private int held;
  private long free;

  /** Takes the place of the entry of the same first number, if there is one. */
  void put(SpoolEntry entry) {
    remove(entries.get(entry.first()));
    entries.put(entry.first(), entry);
    bytes += entry.size();
    weight += entry.weight();
    held += entry.isHeld() ? 1 : 0;
    free = Math.max(free, entry.last() + 1);
  }

  void remove(@Nullable SpoolEntry entry) {
    if (entry != null && entries.remove(entry.first()) != null) {
      bytes -= entry.size();
      weight -= entry.weight();
      held -= entry.isHeld() ? 1 : 0;
    }
  }

  /**
   * These are of a file that was left alone: they are given to no other, and nothing spans them.
   */
  void skip(Numbers numbers) {
    skipped.add(numbers);
    free = Math.max(free, numbers.last() + 1);
  }

  /** Whether some of these were skipped. */
  boolean isBroken(Numbers numbers) {
    return !skipped.isEmpty() && skipped.stream().anyMatch(numbers::meet);
  }

  /** An entry as it is now, which may have been marked since; null if it is gone. */
  @Nullable SpoolEntry now(SpoolEntry entry) {
    return entries.get(entry.first());
  }

  Collection<SpoolEntry> all() {
    return Collections.unmodifiableCollection(entries.values());
  }

  @Nullable SpoolEntry first(Predicate<SpoolEntry> allowed) {
    for (SpoolEntry entry : entries.values()) {
      if (allowed.test(entry)) {
        return entry;
      }
    }
    return null;
  }

  @Nullable SpoolEntry firstHeld() {
    return held == 0 ? null : first(SpoolEntry::isHeld);
  }

  @Nullable SpoolEntry last() {
    return entries.isEmpty() ? null : entries.lastEntry().getValue();
  }

  /** The disk space of all. */
  long bytes() {
    return bytes;
  }

  /** How many numbers wait in memory. */
  long weight() {
    return weight;
  }

  /** The first number above those of all that ever waited or were skipped. */
  long free() {
    return free;
  }

  /** What waits besides one delivery. */
  SpoolState state(@Nullable SpoolEntry besides, long dropped, long limitBytes) {
    long samples = 0;
    long collapsed = 0;
    long size = 0;
    Instant oldest = null;
    for (SpoolEntry entry : entries.values()) {
      if (besides == null || entry.first() != besides.first()) {
        SpoolEntry.Contents contents = entry.contents();
        samples += contents.samples();
        collapsed += contents.collapsed();
        size += entry.size();
        if (contents.samples() > 0 && (oldest == null || contents.oldest().isBefore(oldest))) {
          oldest = contents.oldest();
        }
      }
    }
    return new SpoolState(samples, collapsed, dropped, size, limitBytes, oldest);
  }

  /** How many samples wait in memory alone. */
  long samplesHeld() {
    long samples = 0;
    if (held > 0) {
      for (SpoolEntry entry : entries.values()) {
        samples += entry.isHeld() ? entry.contents().samples() : 0;
      }
    }
    return samples;
  }
}
