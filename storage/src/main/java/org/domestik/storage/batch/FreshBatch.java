// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.domestik.model.Batch;
import org.domestik.storage.batch.BoundBatch.BoundSample;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is known to be new without a look into the database: its host, probes and series
 * have their numbers, and each of its rows is later than all of its series.
 *
 * @param host as the catalog knew it
 */
public record FreshBatch(BoundBatch bound, KnownHost host, List<TakenSample> samples) {

  /** The batch, if what is known in memory is enough to store it; else null. */
  public static @Nullable FreshBatch of(BoundBatch bound, Catalog catalog) {
    Batch batch = bound.batch();
    KnownHost host = catalog.host(batch.host());
    if (host == null
        || host.retired() != null
        || batch.scripts() != null
        || !batch.buckets().isEmpty()) {
      return null;
    }
    List<TakenSample> samples = new ArrayList<>(bound.samples().size());
    for (BoundSample sample : bound.samples()) {
      TakenSample taken = new TakenSample(host.id(), sample);
      if (!taken.isDescribed() || !taken.resolve()) {
        return null;
      }
      samples.add(taken);
    }
    return new FreshBatch(bound, host, samples);
  }

  /** Makes {@link #claim} start from what is stored. */
  public void begin() {
    for (TakenSample sample : samples) {
      sample.begin();
    }
  }

  /**
   * Whether every row is later than all before it, counting those claimed since {@link #begin}. By
   * the writing thread alone.
   *
   * @param archived until when the host's rows of a probe may be in the archive
   */
  public boolean claim(ToLongFunction<KnownProbe> archived) {
    boolean isNew = true;
    for (TakenSample sample : samples) {
      isNew &= sample.claim(archived.applyAsLong(sample.bound.probe()));
    }
    return isNew;
  }

  /** Notes that it is durable now; by the writing thread. */
  public void remember() {
    samples.forEach(TakenSample::remember);
  }

  /** Notes that it is durable, or there already; by the writing thread. */
  public void forget() {
    samples.forEach(TakenSample::forget);
  }

  public long rows() {
    long rows = 0;
    for (TakenSample sample : samples) {
      rows += sample.rows().size();
    }
    return rows;
  }
}
