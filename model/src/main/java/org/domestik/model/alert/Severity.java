// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;

/** How bad something is, the least first. */
public enum Severity {
  /** Worth knowing. */
  INFO,
  /** Somebody should look, some time today. */
  WARNING,
  /** Somebody should look now. */
  CRITICAL;

  /** The words, the least first. */
  public static final List<String> WORDS = Arrays.stream(values()).map(Severity::word).toList();

  /** The word used in rules, in the API and on the screen. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word()}, or throws {@link BadInput} with the nearest one. */
  public static Severity of(String word) {
    int index = WORDS.indexOf(word);
    if (index < 0) {
      throw new BadInput(
          "\""
              + word
              + "\" is none of "
              + WORDS
              + "; nearest is \""
              + Nearest.of(word, WORDS)
              + "\"");
    }
    return values()[index];
  }
}
