// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One key's values over time, archive first, then live data.
 *
 * @param time epoch milliseconds, ascending; an archived point carries its bucket's start
 * @param values by (derived) value name in column order, each as long as {@code time}
 * @param archivedUntil where the latest archived point ends; null if none is archived
 * @param length how many milliseconds an archived point's bucket is long, 0 for a live point; ends
 *     with the last archived point
 */
public record Series(
    List<Long> time, Map<String, Band> values, @Nullable Instant archivedUntil, List<Long> length) {

  /** Points of which none is known to be longer than a moment. */
  public Series(List<Long> time, Map<String, Band> values, @Nullable Instant archivedUntil) {
    this(time, values, archivedUntil, List.of());
  }

  /**
   * A value's average, minimum and maximum at each point; null where it has none. Live points have
   * three equal numbers.
   *
   * @param count how many numbers each point stands for; 0 where it has none
   * @param bounds whether {@code min} and {@code max} of a point are guaranteed bounds rather than
   *     measured extremes (a derived value younger than its bucket; its average is null); an empty
   *     list if that is so nowhere
   */
  public record Band(
      List<@Nullable Double> avg,
      List<@Nullable Double> min,
      List<@Nullable Double> max,
      List<Long> count,
      List<Boolean> bounds) {}
}
