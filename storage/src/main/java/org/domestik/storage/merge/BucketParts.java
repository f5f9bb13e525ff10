// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.domestik.model.delivery.Bucket;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/**
 * Divides buckets that agents made among transactions that need no more memory than there is: by
 * probe, and where one probe's are too many, in the order in which they came. A bucket is never
 * divided.
 */
public final class BucketParts {
  /** What merges with a bucket that is there is deleted and inserted again. */
  private static final long TWICE = 2;

  private final long room;
  private final Portions<Share> parts;

  private BucketParts(long room) {
    this.room = room;
    parts = new Portions<>(room);
  }

  /** Some buckets of one probe in one batch. */
  public record Share(PreparedBatch batch, KnownProbe probe, List<Bucket> buckets) {}

  /**
   * All buckets of a group that are not in the tables yet.
   *
   * @param probes those of a name
   */
  public static List<Share> all(List<PreparedBatch> group, Function<String, KnownProbe> probes) {
    List<Share> shares = new ArrayList<>();
    for (PreparedBatch batch : group) {
      Map<String, List<Bucket>> byProbe = new LinkedHashMap<>();
      for (Bucket bucket : batch.buckets()) {
        byProbe.computeIfAbsent(bucket.probe(), _ -> new ArrayList<>()).add(bucket);
      }
      byProbe.forEach((name, its) -> shares.add(new Share(batch, probes.apply(name), its)));
    }
    return shares;
  }

  /**
   * The parts, each at most so many bytes or a single bucket; none where all of them fit beside
   * rows. A batch that is no delivery is left out: its sender could not be told what is there.
   *
   * @param repeats batches that add nothing
   */
  public static List<List<Share>> of(
      List<PreparedBatch> group,
      Set<PreparedBatch> repeats,
      Function<String, KnownProbe> probes,
      long room) {
    List<Share> shares =
        all(group, probes).stream()
            .filter(it -> it.batch.delivery() != null && !repeats.contains(it.batch))
            .toList();
    long all = shares.stream().mapToLong(it -> bytes(it.probe, it.buckets)).sum();
    if (all <= room / 2) {
      return List.of();
    }
    BucketParts parts = new BucketParts(room);
    shares.forEach(parts::add);
    return parts.parts.all();
  }

  /**
   * Takes those out of their batches that the archive has just so.
   *
   * @param again batches of which those go at whose times the archive has anything
   */
  public static void leaveOutPresent(
      Transaction transaction, List<Share> shares, Set<PreparedBatch> again) {
    for (Share share : shares) {
      Set<Bucket> present = Collections.newSetFromMap(new IdentityHashMap<>());
      present.addAll(
          new SentBuckets(share.probe)
              .present(
                  transaction,
                  share.batch.host().id(),
                  share.buckets,
                  again.contains(share.batch)));
      share.batch.present().addAll(present);
      share.batch.buckets().removeIf(present::contains);
    }
  }

  private void add(Share share) {
    List<Bucket> some = new ArrayList<>();
    for (Bucket bucket : share.buckets) {
      some.add(bucket);
      if (some.size() > 1 && bytes(share.probe, some) > room) {
        some.removeLast();
        put(new Share(share.batch, share.probe, List.copyOf(some)));
        some.clear();
        some.add(bucket);
      }
    }
    put(new Share(share.batch, share.probe, List.copyOf(some)));
  }

  private void put(Share share) {
    parts.put(share, bytes(share.probe, share.buckets));
  }

  private static long bytes(KnownProbe probe, List<Bucket> buckets) {
    long rows = buckets.stream().mapToLong(it -> it.rows().size()).sum();
    long columns = 5L + (long) ProbeTables.SUFFIXES.size() * probe.tables().archived().size();
    return TWICE
        * columns
        * Math.max(LiveParts.BYTES_OF_A_COLUMN, rows * LiveParts.BYTES_OF_A_CELL);
  }

  /** Merges them with the archive. */
  public static void write(
      Transaction transaction, List<Share> shares, ArchiveEnds ends, Ledger ledger, long now) {
    Map<String, SentBuckets> archives = new LinkedHashMap<>();
    for (Share share : shares) {
      int host = share.batch.host().id();
      SentBuckets archive =
          archives.computeIfAbsent(share.probe.name(), _ -> new SentBuckets(share.probe));
      for (Bucket bucket : share.buckets) {
        ends.announce(share.probe, host, Times.micros(bucket.end()));
        archive.add(host, bucket, ledger, now);
      }
    }
    archives.values().forEach(archive -> archive.write(transaction));
  }
}
