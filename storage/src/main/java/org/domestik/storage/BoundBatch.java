// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;
import org.domestik.model.Batch;
import org.domestik.model.Sample;

/** A batch found good, its values matched to the columns of the tables as they are now. */
record BoundBatch(Batch batch, List<BoundSample> samples) {

  /**
   * One sample.
   *
   * @param micros its time
   * @param places for each row, where in the row each of the probe's values stands; -1: nowhere
   */
  record BoundSample(KnownProbe probe, Sample sample, long micros, List<int[]> places) {}
}
