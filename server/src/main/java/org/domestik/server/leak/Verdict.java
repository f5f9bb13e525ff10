// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value's floor rises.
 *
 * @param slopePerDay the floor's median rise a day, in the value's unit; null if UNKNOWN
 * @param since the last day the floor was at its lowest; null unless LEAK or FLATTENING
 */
record Verdict(Kind kind, @Nullable Double slopePerDay, @Nullable LocalDate since) {

  /** The kinds of verdict. */
  enum Kind {
    /** The floor rises, to the end. */
    LEAK,
    /** The floor rose, and lately much less: a cache that filled, a program that warmed up. */
    FLATTENING,
    /** The floor does not rise, or by too little to matter. */
    NONE,
    /** Too few days to tell. */
    UNKNOWN;

    /** The word used in the API and on the screen. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
