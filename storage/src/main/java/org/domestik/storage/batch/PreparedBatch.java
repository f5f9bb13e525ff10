// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.List;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.domestik.model.Sample;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it is written: its host, probes and series by their numbers, its rows as the tables
 * and the journal take them.
 *
 * <p>A record of the journal is read into the same shape, without what only its sender knew. What
 * is found out about it on its way is noted by the thread that writes it.
 */
public final class PreparedBatch {
  private final KnownHost host;
  private final Batch batch;
  private final @Nullable Long digest;
  private final List<PreparedSample> samples;
  private final List<ByHand> byHand;
  private boolean isNew;

  /** A sample of a probe that stores it by itself. */
  public record ByHand(KnownProbe probe, HandWritten writer, Sample sample) {}

  /**
   * Of one whose delivery is not known to be new.
   *
   * @param host as the catalog knew it
   * @param batch what was sent; its samples are not looked at
   * @param digest of all of it; null if that is not known, or there is no delivery
   */
  PreparedBatch(
      KnownHost host,
      Batch batch,
      @Nullable Long digest,
      List<PreparedSample> samples,
      List<ByHand> byHand) {
    this.host = host;
    this.batch = batch;
    this.digest = digest;
    this.samples = List.copyOf(samples);
    this.byHand = List.copyOf(byHand);
  }

  public KnownHost host() {
    return host;
  }

  public Batch batch() {
    return batch;
  }

  public @Nullable Delivery delivery() {
    return batch.delivery();
  }

  public @Nullable Long digest() {
    return digest;
  }

  public List<PreparedSample> samples() {
    return samples;
  }

  public List<ByHand> byHand() {
    return byHand;
  }

  /** Whether its delivery, if it has one, is known to be new. */
  public boolean isNew() {
    return isNew;
  }

  public void setNew(boolean is) {
    isNew = is;
  }

  /** Whether all that it needs has a number for sure, and its host need not come back. */
  public boolean isNumbered() {
    return host.retired() == null && batch.buckets().isEmpty();
  }

  /** Whether the journal can take it: it changes nothing but live rows and what scripts ran. */
  public boolean isForJournal() {
    return isNumbered() && batch.scripts() == null && byHand.isEmpty();
  }

  /** How many samples and buckets of it were stored. */
  public int stored() {
    long brought = samples.stream().filter(PreparedSample::hasBrought).count();
    return (int) brought + byHand.size() + batch.buckets().size();
  }

  /** How many rows it adds to the tables that only grow. */
  public long entries() {
    return 1L + samples.size() + byHand.size() + batch.runs().size();
  }

  /** How many rows it has for all tables. */
  public long rows() {
    return 1 + samples.stream().mapToLong(PreparedSample::count).sum() + batch.runs().size();
  }
}
