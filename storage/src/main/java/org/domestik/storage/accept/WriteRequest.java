// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.Acceptance;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * Batches that came together and wait to become durable, all or none.
 *
 * @param prepared the same, as their sender's thread prepared them; empty if tables or numbers must
 *     change first
 * @param entry the same, as the journal takes them; null if it cannot
 * @param isCounted whether the answers must say how many samples were stored
 */
record WriteRequest(
    List<Batch> batches,
    List<PreparedBatch> prepared,
    Journal.@Nullable Entry entry,
    boolean isCounted,
    CompletableFuture<List<Acceptance>> answers) {

  /** The same once its batches are prepared. */
  WriteRequest ready(List<PreparedBatch> its, Journal.@Nullable Entry asEntry) {
    return new WriteRequest(batches, its, asEntry, isCounted, answers);
  }

  int rows() {
    int rows = 0;
    for (Batch batch : batches) {
      for (Sample sample : batch.samples()) {
        rows += sample.rows().size();
      }
    }
    return rows;
  }
}
