// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;

/** How much a batch is. */
public final class Rows {
  private Rows() {}

  /** Its rows, one a key and time, and those of its buckets. */
  public static long of(Batch batch) {
    long rows = 0;
    for (Sample sample : batch.samples()) {
      rows += sample.rows().size();
    }
    for (Bucket bucket : batch.buckets()) {
      rows += bucket.rows().size();
    }
    return rows;
  }

  /** Its samples, a bucket counting as one. */
  public static int samples(Batch batch) {
    return batch.samples().size() + batch.buckets().size();
  }
}
