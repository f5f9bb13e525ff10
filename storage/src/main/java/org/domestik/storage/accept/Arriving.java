// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.List;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.domestik.storage.batch.Arrival;
import org.domestik.storage.batch.JournaledBatch;
import org.domestik.storage.batch.TakenSample;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is written by the transaction under way.
 *
 * @param head the batch, whose samples are not looked at
 * @param digest of its contents; null where that is not known
 * @param isNew whether its delivery, if it has one, is known to be new
 * @param samples its rows in the order in which they came
 * @param byHand the samples of probes that store them by themselves
 */
record Arriving(
    int host,
    Batch head,
    @Nullable Long digest,
    boolean isNew,
    List<Arrival> samples,
    List<TakenSample> byHand) {

  /** As the journal has it. */
  static Arriving of(JournaledBatch batch, boolean isNew) {
    return new Arriving(
        batch.host().id(),
        batch.head(),
        batch.digest(),
        isNew,
        batch.samples().stream().map(rows -> new Arrival(rows, isNew)).toList(),
        List.of());
  }

  @Nullable Delivery delivery() {
    return head.delivery();
  }

  /** How many samples and buckets of it were stored. */
  int stored() {
    long brought = samples.stream().filter(it -> it.brought).count();
    return (int) brought + byHand.size() + head.buckets().size();
  }

  /** How many rows it adds to the tables that only grow. */
  long entries() {
    return 1L + samples.size() + byHand.size() + head.runs().size();
  }
}
