// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The least and the greatest number of a value within a span of time, and when it was there first.
 *
 * @param minTime null where only the bucket is known
 * @param maxTime null where only the bucket is known
 */
public record Extremes(
    double min, @Nullable Instant minTime, double max, @Nullable Instant maxTime) {

  /** Those of two spans together; of equal numbers the earlier counts. */
  public Extremes and(Extremes other) {
    boolean less = other.min < min || other.min == min && isBefore(other.minTime, minTime);
    boolean greater = other.max > max || other.max == max && isBefore(other.maxTime, maxTime);
    return new Extremes(
        less ? other.min : min,
        less ? other.minTime : minTime,
        greater ? other.max : max,
        greater ? other.maxTime : maxTime);
  }

  private static boolean isBefore(@Nullable Instant a, @Nullable Instant b) {
    return a != null && (b == null || a.isBefore(b));
  }
}
