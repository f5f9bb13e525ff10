// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files of the spool that somebody else has removed.
 *
 * @param first the first of them
 * @param files how many they are
 * @param samples how many samples were lost with them
 */
public record Vanished(Path first, int files, long samples) {
  static Vanished and(@Nullable Vanished before, Path file, long samples) {
    return before == null
        ? new Vanished(file, 1, samples)
        : new Vanished(before.first, before.files + 1, before.samples + samples);
  }

  @Override
  public String toString() {
    String others = files == 1 ? "" : " and " + (files - 1) + " more";
    return "somebody removed " + first + others + ": " + samples + " samples were lost";
  }
}
