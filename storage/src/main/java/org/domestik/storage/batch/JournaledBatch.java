// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.List;
import org.domestik.model.Batch;
import org.domestik.storage.catalog.KnownHost;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the journal has it.
 *
 * @param head the batch without its samples
 * @param digest of all of it; null if an older version wrote it, or there is no delivery
 * @param samples these, each of which has rows
 */
public record JournaledBatch(
    KnownHost host, Batch head, @Nullable Long digest, List<JournaledRows> samples) {
  /** How many rows it adds to the tables that only grow. */
  public long entries() {
    return 1L + samples.size() + head.runs().size();
  }
}
