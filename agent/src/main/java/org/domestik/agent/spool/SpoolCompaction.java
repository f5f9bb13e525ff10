// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.agent.spool.SpoolEntry.State;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.description.ProbeDescription;

/**
 * Makes room in a spool: joins many small files, collapses samples into buckets and buckets into
 * longer ones, the oldest first, and drops only what is in the longest buckets already.
 *
 * <p>The level that takes the most room is what gives way, so that the newest is kept as it came,
 * what is before it in quarters of an hour, and so on.
 */
final class SpoolCompaction {
  /** A file of one small batch takes a whole block of the disk. */
  private static final int MOST_SINGLES = 720;

  private static final long MOST_SINGLE_BYTES = 192 << 10;

  /** What is made at once has to fit into the agent's small memory. */
  private static final int MOST_CELLS = 5_000;

  private static final int MOST_MEMBERS = 64;

  /** Only on a full disk do numbers wait in memory. */
  private static final long MOST_WEIGHT = 20_000;

  private final Spool spool;

  SpoolCompaction(Spool spool) {
    this.spool = spool;
  }

  /** Joins and collapses until the spool keeps its limits. */
  void make() throws IOException {
    join();
    while (spool.excess() > 0 && reduce(false, true)) {}
    while (spool.weight() > MOST_WEIGHT && reduce(true, true)) {}
  }

  /** Takes less of a disk that others have filled; false if nothing more can be done there. */
  boolean shrink() {
    long bytes = spool.bytes();
    try {
      while (spool.bytes() >= bytes) {
        if (!reduce(false, false)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // The caller tells what it could not write.
    }
  }

  private void join() throws IOException {
    List<SpoolEntry> singles = new ArrayList<>();
    long bytes = 0;
    for (SpoolEntry entry : spool.all()) {
      boolean isSingle = entry.state() == State.BATCH && entry.isSingle() && !entry.isHeld();
      if (!isSingle || !follows(singles, entry)) {
        singles.clear();
        bytes = 0;
      }
      if (isSingle) {
        singles.add(entry);
        bytes += entry.length();
      }
      if (singles.size() == MOST_SINGLES || bytes > MOST_SINGLE_BYTES && singles.size() > 1) {
        join(singles);
        return;
      }
    }
  }

  /** Whether one file may stand for an entry and those before it. */
  private boolean follows(List<SpoolEntry> before, SpoolEntry entry) {
    return before.isEmpty() || !spool.isBroken(before.getLast(), entry);
  }

  private void join(List<SpoolEntry> singles) throws IOException {
    Map<String, ProbeDescription> known = new LinkedHashMap<>();
    List<Batch> joined = new ArrayList<>();
    for (SpoolEntry single : singles) {
      for (Batch batch : readable(single, spool::batches)) {
        Map<String, ProbeDescription> changed = new LinkedHashMap<>(batch.descriptions());
        changed.entrySet().removeIf(it -> it.getValue().equals(known.get(it.getKey())));
        known.putAll(changed);
        joined.add(BatchTree.with(batch, changed));
      }
    }
    if (!joined.isEmpty()) {
      spool.replace(singles, 0, joined);
    }
  }

  /** Lets the level that takes most give way a little; false if there is nothing that could. */
  private boolean reduce(boolean held, boolean dropping) throws IOException {
    int level = fullest(held, dropping ? Collapse.LAST_LEVEL : Collapse.LAST_LEVEL - 1);
    if (level < 0) {
      return false;
    }
    List<SpoolEntry> members = oldest(level, held);
    if (level == Collapse.LAST_LEVEL) {
      spool.drop(members.getFirst());
      return true;
    }
    Collapse collapse = new Collapse(level + 1);
    List<SpoolEntry> taken = new ArrayList<>();
    Batch last = null;
    for (SpoolEntry member : members) {
      if (collapse.cells() >= MOST_CELLS || taken.size() == MOST_MEMBERS) {
        break;
      }
      for (Batch batch : readable(member, spool::right)) {
        collapse.add(batch);
        last = batch;
      }
      taken.add(member);
    }
    if (last != null) {
      spool.replace(taken, level + 1, List.of(collapsed(last, collapse)));
    }
    return true;
  }

  private static Batch collapsed(Batch last, Collapse collapse) {
    List<Bucket> buckets = collapse.buckets();
    return new Batch(
        last.host(),
        last.delivery(), // Never sent, as none of them was.
        List.of(),
        collapse.descriptions(),
        List.of(),
        null,
        buckets,
        null);
  }

  private int fullest(boolean held, int last) {
    long[] sizes = new long[Collapse.LAST_LEVEL + 1];
    for (SpoolEntry entry : spool.all()) {
      if (entry.state() == State.BATCH && entry.isHeld() == held) {
        sizes[entry.contents().level()] += held ? entry.weight() : entry.size();
      }
    }
    int fullest = -1;
    for (int level = 0; level <= last; level++) {
      if (sizes[level] > 0 && (fullest < 0 || sizes[level] > sizes[fullest])) {
        fullest = level;
      }
    }
    return fullest;
  }

  /** The oldest of a level and what follows without another, or one left alone, between. */
  private List<SpoolEntry> oldest(int level, boolean held) {
    List<SpoolEntry> members = new ArrayList<>();
    for (SpoolEntry entry : spool.all()) {
      boolean fits =
          entry.state() == State.BATCH
              && entry.isHeld() == held
              && entry.contents().level() == level
              && follows(members, entry);
      if (fits) {
        members.add(entry);
      } else if (!members.isEmpty()) {
        break;
      }
    }
    return members;
  }

  /** The batches of a delivery; none if it cannot be read or is gone: it is part of nothing. */
  private List<Batch> readable(SpoolEntry entry, Reading reading) throws IOException {
    try {
      return reading.of(entry);
    } catch (BadInput e) {
      spool.setAside(entry, e);
    } catch (NoSuchFileException e) {
      spool.lose(entry);
    }
    return List.of();
  }

  @FunctionalInterface
  private interface Reading {
    List<Batch> of(SpoolEntry entry) throws IOException;
  }
}
