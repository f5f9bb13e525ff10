// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes, or went, with a host.
 *
 * @param probes of which it has data, sorted
 * @param liveRows rows of live data
 * @param buckets rows of archive
 * @param samples live and archived samples together
 * @param lastSample its latest; null if it never delivered
 */
public record Deletion(
    String host,
    List<String> probes,
    long liveRows,
    long buckets,
    long samples,
    @Nullable Instant lastSample) {
  public Deletion {
    probes = List.copyOf(probes);
  }

  /** One sentence for the person who has to confirm it. */
  public String statement() {
    return "Deleting host "
        + host
        + " removes "
        + liveRows
        + " live rows and "
        + buckets
        + " archived buckets ("
        + samples
        + " samples in all) of "
        + probes.size()
        + " probes "
        + probes
        + (lastSample == null ? "" : "; its last sample is of " + lastSample)
        + ". This cannot be undone.";
  }
}
