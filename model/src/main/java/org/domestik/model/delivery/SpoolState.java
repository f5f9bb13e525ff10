// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import java.time.Instant;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * What an agent still has to deliver, besides the batch that says so.
 *
 * @param samples how many wait, those in buckets included
 * @param collapsed how many of them wait as buckets, because the spool was full
 * @param dropped how many were lost since the agent started, because even buckets did not fit
 * @param bytes the disk space of what waits
 * @param limit the disk space it may take, in bytes
 * @param oldest the time of the oldest sample that waits; null if none does
 */
public record SpoolState(
    long samples, long collapsed, long dropped, long bytes, long limit, @Nullable Instant oldest) {
  public SpoolState {
    least("samples", samples);
    least("collapsed", collapsed);
    least("dropped", dropped);
    least("bytes", bytes);
    least("limit", limit);
  }

  private static void least(String name, long number) {
    if (number < 0) {
      throw new BadInput("\"" + name + "\": " + number + " is below 0");
    }
  }
}
