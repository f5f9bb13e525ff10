// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a host.
 *
 * @param lastSample the time of its latest sample, never later than the server's clock; null if it
 *     never delivered one
 * @param probes the server-side probes it has data of, sorted
 * @param conflicts how many batches came under a boot and sequence of the host that were another
 *     batch's before: somebody else may send in its name
 * @param skewed whether its clock is wrong by more than a day, going by what it sent last
 * @param asleep since when its machine sleeps, as that said beforehand; null if it did not say so,
 *     or has delivered since
 */
public record HostStatus(
    String host,
    State state,
    @Nullable Instant lastSample,
    List<String> probes,
    long conflicts,
    boolean skewed,
    @Nullable Instant asleep) {
  public HostStatus {
    probes = List.copyOf(probes);
  }

  /** Whether a host still speaks. */
  public enum State {
    /** Its last sample is younger than 5 minutes. */
    ALIVE,
    /** Younger than an hour. */
    LATE,
    /** Older: its data is pinned until it speaks again or is retired. */
    SILENT,
    /** Retired by hand: its data ages by the clock. */
    RETIRED;

    /** The word used in the API and on the screen. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
