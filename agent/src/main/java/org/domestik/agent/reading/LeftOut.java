// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one run leaves out of its samples, and why: so that one thing that does not fit costs
 * itself, not all. The first few in words, the rest counted.
 */
public final class LeftOut {
  private static final int MOST_SHOWN = 5;
  private static final int MOST_CHARACTERS = 300;

  private final Set<String> shown = new LinkedHashSet<>();
  private int more;

  /** Begins a run. */
  public void clear() {
    shown.clear();
    more = 0;
  }

  /** Notes one more; the same reason twice is one. */
  public void add(String reason) {
    String text =
        reason.length() > MOST_CHARACTERS ? reason.substring(0, MOST_CHARACTERS) + "…" : reason;
    if (shown.size() < MOST_SHOWN) {
      shown.add(text);
    } else if (!shown.contains(text)) {
      more++;
    }
  }

  /** Whether nothing is left out. */
  public boolean isEmpty() {
    return shown.isEmpty();
  }

  /** All of it in words; null if it is nothing. */
  public @Nullable String text() {
    if (shown.isEmpty()) {
      return null;
    }
    String text = String.join("\n", shown);
    return more == 0 ? text : text + "\nand " + more + " more";
  }
}
