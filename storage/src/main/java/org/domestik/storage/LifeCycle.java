// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of stored data. All cut-offs count from the host's own last sample, never later than
 * {@code now}; each host and probe is one transaction.
 *
 * <p>May run on several servers of one database at once.
 */
public interface LifeCycle {

  /** Turns live data past its policy's {@code after} into buckets; one step a host and probe. */
  List<Step> archive(Scope scope, Instant now, Consumer<Step> progress);

  /** Removes archived data past its policy's {@code keep}; one step a host and probe. */
  List<Step> purge(Scope scope, Instant now, Consumer<Step> progress);

  /**
   * Moves rows that have settled into the order of series; whatever is asked of them, the answer
   * stays the same. Answers how many moved; 0 where the store finds them by series anyway.
   */
  long cluster(Instant now);

  /** Says what {@link #archive} and then {@link #purge} would do now, and does nothing. */
  List<Plan> plan(Scope scope, Instant now);

  /** Proves accepted = live + archived + purged. */
  List<Balance> verify(Scope scope);

  /**
   * The hosts and probes meant, as globs.
   *
   * @param host {@code *}: all
   * @param probe {@code *}: all
   */
  record Scope(String host, String probe) {
    public static final Scope ALL = new Scope("*", "*");
  }

  /**
   * What was done for one host and probe.
   *
   * @param before the cut-off: data before it was archived or purged
   * @param rows samples archived or purged
   * @param buckets archive rows written or removed
   */
  record Step(String host, String probe, Instant before, long rows, long buckets) {}

  /**
   * What {@link #archive} and then {@link #purge} would do for one host and probe. Of probes with
   * tables of their own nothing is counted.
   *
   * @param archiveRows live rows that would be archived
   * @param purgeBuckets archive rows that would be purged: those there are, and those that archive
   *     would first make of live rows already past {@code keep}
   * @param pinnedRows live rows kept only because the host is silent
   * @param bytesFreed estimated, of {@code archiveRows} and of those of {@code purgeBuckets} that
   *     are there; what archive writes to stay is not taken off
   */
  record Plan(
      String host,
      String probe,
      Instant archiveBefore,
      long archiveRows,
      Instant purgeBefore,
      long purgeBuckets,
      long pinnedRows,
      long bytesFreed) {}

  /**
   * The books of one host and probe, in rows (one a key and time).
   *
   * @param differences where archive or live data is not what was booked; empty if all is well
   */
  record Balance(
      String host,
      String probe,
      long accepted,
      long live,
      long archived,
      long purged,
      List<Difference> differences) {
    public Balance {
      differences = List.copyOf(differences);
    }

    /** Books without differences. */
    public Balance(
        String host, String probe, long accepted, long live, long archived, long purged) {
      this(host, probe, accepted, live, archived, purged, List.of());
    }

    public boolean balanced() {
      return accepted == live + archived + purged && differences.isEmpty();
    }
  }

  /**
   * Where books and tables part.
   *
   * @param from the start of the buckets concerned, an hour if buckets are hours; of live data the
   *     start of the hour. Null where no hour is known: of what a store lost before its books knew
   *     hours
   * @param live whether live data is concerned rather than buckets
   * @param booked the rows that should be there; below 0 if rows were archived that were never
   *     accepted
   * @param found the rows that are there
   */
  record Difference(@Nullable Instant from, boolean live, long booked, long found) {
    @Override
    public String toString() {
      String where = from == null ? "unknown hour" : (live ? "live from " : "") + from;
      return where
          + ": "
          + (booked < 0 ? -booked + " archived but never accepted, " : booked + " booked, ")
          + found
          + " there";
    }
  }
}
