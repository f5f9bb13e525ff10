// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.time.Duration;

/**
 * How fast the agents' time goes: their minutes, pauses and patience are that much shorter than
 * real ones.
 *
 * @param factor 1: real time
 */
public record Tempo(double factor) {
  /** What a span of the agents' time takes, in nanoseconds. */
  long nanos(Duration span) {
    return (long) (span.toNanos() / factor);
  }

  /** Of a part of their minute. */
  long minutes(double minutes) {
    return (long) (Duration.ofMinutes(1).toNanos() * minutes / factor);
  }
}
