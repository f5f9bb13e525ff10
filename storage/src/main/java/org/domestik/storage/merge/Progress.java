// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.batch.Digest;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.merge.BucketParts.Share;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * How far deliveries are in the tables that need several transactions: what is there already is
 * left out when one comes again, whatever became of its rows since. A batch that is no delivery has
 * only its rows to be known by.
 */
public final class Progress {
  private static final List<String> COLUMNS =
      List.of("host", "boot", "sequence", "digest", "probe", "samples");

  private Progress() {}

  private static String name(int host, String boot, long sequence, String digest, int probe) {
    return host + " " + boot + " " + sequence + " " + digest + " " + probe;
  }

  private static @Nullable String name(PreparedBatch batch, int probe) {
    Delivery delivery = batch.delivery();
    Long digest = batch.digest();
    return delivery == null || digest == null
        ? null
        : name(
            batch.host().id(),
            delivery.boot().toString(),
            delivery.sequence(),
            Digest.text(digest),
            probe);
  }

  /** Beside the probe's number for its samples, what stands for its buckets. */
  private static int ofBuckets(KnownProbe probe) {
    return -probe.id();
  }

  /**
   * Marks those samples of a group that are in the tables as parts of their deliveries, and leaves
   * such buckets out; answers whether any delivery is there in part.
   *
   * @param probes those of a name
   */
  public static boolean look(
      Transaction transaction, List<PreparedBatch> group, Function<String, KnownProbe> probes) {
    Map<String, Integer> there = new HashMap<>();
    transaction.each(
        "SELECT host, boot, sequence, digest, probe, max(samples) FROM domestik.part GROUP BY ALL",
        row ->
            there.put(
                name(
                    row.getInt(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getString(4),
                    row.getInt(5)),
                row.getInt(6)));
    if (!there.isEmpty()) {
      for (PreparedBatch batch : group) {
        Map<Integer, Integer> seen = new HashMap<>();
        for (PreparedSample sample : batch.samples()) {
          if (isThere(there, seen, batch, sample.probe().id())) {
            sample.setWritten();
            sample.bring(); // Nobody was told of it.
          }
        }
        batch
            .buckets()
            .removeIf(it -> isThere(there, seen, batch, ofBuckets(probes.apply(it.probe()))));
      }
    }
    return !there.isEmpty();
  }

  /** Whether the next of a probe's samples, or buckets, is one of the first that are there. */
  private static boolean isThere(
      Map<String, Integer> there, Map<Integer, Integer> seen, PreparedBatch batch, int probe) {
    String name = name(batch, probe);
    return name != null && seen.merge(probe, 1, Integer::sum) <= there.getOrDefault(name, 0);
  }

  /** Notes the samples of a part, which are written with it, beside those written before. */
  public static void note(
      Transaction transaction, List<PreparedBatch> group, Collection<PreparedSample> part) {
    Set<PreparedSample> written = Collections.newSetFromMap(new IdentityHashMap<>());
    written.addAll(part);
    try (RowSink sink = transaction.sink("part", COLUMNS)) {
      for (PreparedBatch batch : group) {
        Map<Integer, Integer> samples = new LinkedHashMap<>();
        Set<Integer> changed = new HashSet<>();
        for (PreparedSample sample : batch.samples()) {
          boolean isNow = written.contains(sample);
          if (isNow) {
            changed.add(sample.probe().id());
          }
          if (isNow || sample.isWritten()) {
            samples.merge(sample.probe().id(), 1, Integer::sum);
          }
        }
        samples.keySet().retainAll(changed);
        samples.forEach((probe, count) -> note(sink, batch, probe, count));
      }
    }
  }

  /** Likewise, the buckets of a part, which are in the order of their batches. */
  public static void note(Transaction transaction, List<Share> part) {
    try (RowSink sink = transaction.sink("part", COLUMNS)) {
      for (Share share : part) {
        long before =
            count(share.batch().batch().buckets(), share.probe())
                - count(share.batch().buckets(), share.probe());
        int written = (int) before + share.buckets().size();
        note(sink, share.batch(), ofBuckets(share.probe()), written);
      }
    }
  }

  private static long count(List<Bucket> buckets, KnownProbe probe) {
    return buckets.stream().filter(it -> it.probe().equals(probe.name())).count();
  }

  private static void note(RowSink sink, PreparedBatch batch, int probe, int count) {
    Delivery delivery = batch.delivery();
    Long digest = batch.digest();
    if (delivery != null && digest != null) {
      sink.beginRow();
      sink.integer(batch.host().id());
      sink.text(delivery.boot().toString());
      sink.bigint(delivery.sequence());
      sink.text(Digest.text(digest));
      sink.integer(probe);
      sink.integer(count);
      sink.endRow();
    }
  }

  /** Forgets the deliveries of a group, all of which is written. */
  public static void forget(Transaction transaction, List<PreparedBatch> group) {
    for (PreparedBatch batch : group) {
      Delivery delivery = batch.delivery();
      if (delivery != null) {
        transaction.execute(
            "DELETE FROM domestik.part WHERE host = ? AND boot = ? AND sequence = ?",
            batch.host().id(),
            delivery.boot().toString(),
            delivery.sequence());
      }
    }
  }
}
