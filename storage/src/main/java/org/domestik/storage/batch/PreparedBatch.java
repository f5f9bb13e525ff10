// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it is written: its host, probes and series by their numbers, its rows as the tables
 * and the journal take them. A record of the journal is read into the same shape.
 *
 * @param host as the catalog knew it
 * @param batch what was sent; its samples are not looked at
 * @param digest of all of it; null if that is not known, or there is no delivery
 * @param samples those of described probes; of a record, a list that can be changed
 * @param byHand those of probes that store them by themselves
 * @param buckets those of the batch that are not in the tables yet; a list that can be changed
 * @param present those that were in the tables before; likewise
 */
public record PreparedBatch(
    KnownHost host,
    Batch batch,
    @Nullable Long digest,
    List<PreparedSample> samples,
    List<ByHand> byHand,
    List<Bucket> buckets,
    List<Bucket> present) {
  /** One of which no bucket is in the tables. */
  public PreparedBatch(
      KnownHost host,
      Batch batch,
      @Nullable Long digest,
      List<PreparedSample> samples,
      List<ByHand> byHand,
      List<Bucket> buckets) {
    this(host, batch, digest, samples, byHand, new ArrayList<>(buckets), new ArrayList<>());
  }

  /** A sample of a probe that stores it by itself. */
  public record ByHand(KnownProbe probe, HandWritten writer, Sample sample) {}

  public @Nullable Delivery delivery() {
    return batch.delivery();
  }

  /** Whether all that it needs has a number for sure, and its host need not come back. */
  public boolean isNumbered() {
    return host.retired() == null && batch.buckets().isEmpty();
  }

  /** Whether the journal can take it: it changes nothing but live rows and what scripts ran. */
  public boolean isForJournal() {
    return isNumbered() && batch.scripts() == null && byHand.isEmpty();
  }

  /** Whether its rows are all it has, and memory knows each with the same numbers. */
  public boolean isKnown() {
    return isForJournal() && batch.runs().isEmpty() && delivery() == null && KnownRows.are(samples);
  }

  /** How many samples and buckets of it were stored. */
  public int stored() {
    long brought = samples.stream().filter(PreparedSample::hasBrought).count();
    return (int) brought + byHand.size() + batch.buckets().size() - present.size();
  }

  /** How many rows it adds to the tables that only grow. */
  public long entries() {
    return 1L + samples.size() + byHand.size() + batch.runs().size();
  }

  /** How many rows it has for all tables. */
  public long rows() {
    return 1 + samples.stream().mapToLong(PreparedSample::count).sum() + batch.runs().size();
  }

  /** Takes the samples of some probes out of it; answers a batch that has them alone. */
  public PreparedBatch without(Set<String> probes) {
    List<PreparedSample> out =
        samples.stream().filter(it -> probes.contains(it.probe().name())).toList();
    if (!out.isEmpty()) {
      samples.removeAll(out);
    }
    return new PreparedBatch(host, batch, digest, out, List.of(), List.of());
  }
}
