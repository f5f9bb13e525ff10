// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of reading the files again.
 *
 * @param taken what has changed and is in force
 * @param restart keys of server.conf that have changed and are in force after a restart
 * @param problems what is not taken, and why, by file: what was read before goes on
 */
public record Reloaded(List<String> taken, List<String> restart, Map<String, String> problems) {
  public Reloaded {
    taken = List.copyOf(taken);
    restart = List.copyOf(restart);
    problems = Map.copyOf(problems);
  }

  /** The same in one line. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add(taken.isEmpty() ? "nothing to take" : "taken: " + String.join(", ", taken));
    if (!restart.isEmpty()) {
      parts.add("needs a restart: " + String.join(", ", restart));
    }
    if (!problems.isEmpty()) {
      parts.add("not taken, what was read before goes on: " + String.join("; ", problems.values()));
    }
    return String.join("; ", parts);
  }
}
