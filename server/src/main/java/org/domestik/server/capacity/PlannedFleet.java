// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.capacity;

import java.time.Duration;
import org.domestik.model.BadInput;

/**
 * A fleet as somebody imagines it. Each host delivers once a run of its probes.
 *
 * @param hosts how many; at least 1
 * @param probes of each host
 * @param keys of each probe: its rows of one sample
 * @param values of each row
 * @param every how often a probe runs
 * @param after how old a sample gets before it is archived, from the host's last one
 * @param bucket how long a bucket is
 * @param keep how long the archive is kept
 */
public record PlannedFleet(
    long hosts,
    long probes,
    long keys,
    long values,
    Duration every,
    Duration after,
    Duration bucket,
    Duration keep) {
  private static final long MOST = 1_000_000_000;

  public PlannedFleet {
    if (hosts < 1 || probes < 1 || keys < 1 || values < 1) {
      throw new BadInput("a fleet has at least one host, probe, key and value");
    }
    // Each factor first: their product may be beyond what a long can hold.
    if (hosts > MOST
        || probes > MOST
        || keys > MOST
        || values > MOST
        || series(hosts, probes, keys) > MOST) {
      throw new BadInput("more than a thousand million series are beyond what was measured");
    }
  }

  private static double series(long hosts, long probes, long keys) {
    return (double) hosts * probes * keys;
  }

  /** How many rows there are of one run of all probes. */
  public double series() {
    return series(hosts, probes, keys);
  }

  double requestsPerSecond() {
    return hosts / seconds(every);
  }

  double rowsPerSecond() {
    return series() / seconds(every);
  }

  /** Days are archived as a whole, so up to one more than {@code after} is live. */
  double liveRows() {
    return rowsPerSecond() * (seconds(after) + seconds(Duration.ofDays(1)));
  }

  double buckets() {
    return series() * seconds(keep) / seconds(bucket);
  }

  private static double seconds(Duration length) {
    return length.toMillis() / 1000.0;
  }
}
