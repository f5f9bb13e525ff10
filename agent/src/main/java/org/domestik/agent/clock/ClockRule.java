// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import java.util.List;
import java.util.Locale;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;

/** What becomes of samples while this machine's clock and the server's differ. */
public enum ClockRule {
  /** They get the server's time. */
  CORRECT,
  /** They wait in the spool until the two agree, and get the time that turns out to be right. */
  WAIT,
  /** They are sent with this machine's time, whatever the server makes of it. */
  OWN;

  /** As a configuration has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a configuration says; {@link BadInput} for another word. */
  public static ClockRule of(String word) {
    List<String> words = List.of("correct", "wait", "own");
    if (!words.contains(word)) {
      throw new BadInput("expected \"correct\", \"wait\" or \"own\"" + Nearest.hint(word, words));
    }
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
