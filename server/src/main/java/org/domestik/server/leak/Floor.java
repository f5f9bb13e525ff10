// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lowest that a value was on each day: what load adds comes and goes, what leaks stays.
 *
 * @param days ascending, only those with a value
 * @param minima one a day
 */
record Floor(List<LocalDate> days, List<Double> minima) {

  /** The floor of points in time, of which the nulls are left out. */
  static Floor of(List<Long> time, List<@Nullable Double> minima, ZoneId zone) {
    Map<LocalDate, Double> lowest = new TreeMap<>();
    for (int i = 0; i < time.size(); i++) {
      Double value = minima.get(i);
      if (value != null) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(time.get(i)), zone);
        lowest.merge(day, value, Math::min);
      }
    }
    return new Floor(new ArrayList<>(lowest.keySet()), new ArrayList<>(lowest.values()));
  }
}
