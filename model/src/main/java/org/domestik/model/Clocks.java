// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.time.Duration;

/** What agent and server think of each other's clocks. */
public final class Clocks {
  /** Two clocks that differ by less are right: times on the wire are in whole seconds. */
  public static final Duration TOLERANCE = Duration.ofSeconds(30);

  private Clocks() {}

  /** Whether a difference, in either direction, is more than that. */
  public static boolean differ(Duration offset) {
    return offset.abs().compareTo(TOLERANCE) > 0;
  }

  /** A difference for people: {@code "3 h 12 min ahead of"}, {@code "45 s behind"}. */
  public static String words(Duration offset) {
    Duration size = offset.abs();
    Duration rough = size.toHours() > 0 ? size.plusSeconds(30) : size;
    String words =
        rough.toDays() > 0
            ? rough.toDays() + " d " + rough.toHoursPart() + " h"
            : rough.toHours() > 0
                ? rough.toHours() + " h " + rough.toMinutesPart() + " min"
                : rough.toMinutes() > 0
                    ? rough.toMinutes() + " min " + rough.toSecondsPart() + " s"
                    : rough.toSeconds() + " s";
    return words + (offset.isNegative() ? " behind" : " ahead of");
  }
}
