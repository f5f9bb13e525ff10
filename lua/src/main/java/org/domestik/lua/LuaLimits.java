// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.time.Duration;

/**
 * What one run of a script may use.
 *
 * @param time wall-clock time
 * @param instructions Lua VM instructions
 * @param memoryBytes what the Lua state may hold at once
 * @param outputBytes how large the result may be
 * @param files how many files may be open at once
 * @param opens how many files may be opened
 */
public record LuaLimits(
    Duration time, long instructions, long memoryBytes, long outputBytes, long files, long opens) {
  /** Enough for any probe, even one that reads a few files of every process. */
  public static final LuaLimits DEFAULT =
      new LuaLimits(Duration.ofSeconds(5), 50_000_000, 16L << 20, 1L << 20, 100, 100_000);
}
