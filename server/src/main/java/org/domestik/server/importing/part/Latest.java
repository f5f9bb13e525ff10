// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;

/**
 * Refuses times that the store would: it would refuse all of a part for one of them.
 *
 * @param ahead how far a time may be ahead of the clock
 */
public record Latest(InstantSource clock, Duration ahead) {
  /** Throws {@link BadInput} for a time of the future. */
  public void check(Instant time) {
    if (time.isAfter(clock.instant().plus(ahead))) {
      throw new BadInput("its time " + time + " is ahead of the server's clock: check both clocks");
    }
  }

  /** Likewise, for one of a batch's. */
  void check(Batch batch) {
    batch.samples().stream().map(Sample::time).forEach(this::check);
    batch.buckets().stream().map(Bucket::lastKnown).forEach(this::check);
  }
}
