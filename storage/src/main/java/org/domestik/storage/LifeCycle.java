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

  /**
   * Turns live data past its policy's {@code after} into buckets; one step a host and probe.
   *
   * @throws StorageUnavailable where some could not be archived, after all others were; see {@link
   *     Storage#failures}
   */
  List<Step> archive(Scope scope, Instant now, Consumer<Step> progress);

  /** Removes archived data past its policy's {@code keep}, likewise. */
  List<Step> purge(Scope scope, Instant now, Consumer<Step> progress);

  /**
   * Moves rows that have settled into the order of series; whatever is asked of them, the answer
   * stays the same. Answers how many moved; 0 where the store finds them by series anyway.
   */
  long cluster(Instant now);

  /** Says what {@link #archive} and then {@link #purge} would do now, and does nothing. */
  List<Plan> plan(Scope scope, Instant now);

  /** Proves accepted = live + archived + purged, and tells what was lost beyond the books. */
  List<Balance> verify(Scope scope);

  /**
   * Makes {@link #verify} go on from what is there now: the books are corrected where they differ
   * from the tables, and losses are not told any more. For people who have read them.
   *
   * @return what was told until now
   */
  List<Balance> acknowledge(Scope scope);

  /**
   * What could not be done for one host and probe.
   *
   * @param job {@code archive} or {@code purge}
   * @param time when it failed last
   */
  record Failure(String job, String host, String probe, String reason, Instant time) {
    @Override
    public String toString() {
      return job + " of probe " + probe + " on host " + host + " failed: " + reason;
    }
  }

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
   * @param host {@link #UNKNOWN} where losses are of nobody knows which, and the probe too
   * @param differences where archive or live data is not what was booked; empty if all is well
   * @param losses what was acknowledged and never came into the books
   */
  record Balance(
      String host,
      String probe,
      long accepted,
      long live,
      long archived,
      long purged,
      List<Difference> differences,
      List<Loss> losses) {
    /** No name of a host or probe. */
    public static final String UNKNOWN = "(unknown)";

    public Balance {
      differences = List.copyOf(differences);
      losses = List.copyOf(losses);
    }

    /** Books without differences. */
    public Balance(
        String host, String probe, long accepted, long live, long archived, long purged) {
      this(host, probe, accepted, live, archived, purged, List.of(), List.of());
    }

    public boolean balanced() {
      return accepted == live + archived + purged && differences.isEmpty() && losses.isEmpty();
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

  /**
   * Samples that were acknowledged and are gone, as far as it is known.
   *
   * @param first when the first of them is of, or the last before them that is known; may be null
   * @param last when the last of them is of, or when nothing was lost any more; may be null
   * @param rows how many; 0 if nobody knows
   * @param cause what was damaged
   * @param found when that was found
   */
  record Loss(
      @Nullable Instant first, @Nullable Instant last, long rows, String cause, Instant found) {
    @Override
    public String toString() {
      return "lost: "
          + (rows == 0 ? "what was acknowledged" : rows + (rows == 1 ? " row" : " rows"))
          + (first == null ? "" : " from " + first)
          + (last == null ? "" : " to " + last)
          + " ("
          + cause
          + "; found "
          + found
          + ")";
    }
  }
}
