// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

/**
 * What a run used.
 *
 * @param micros wall-clock time in microseconds
 * @param instructions Lua VM instructions, rounded down to ten
 * @param memoryBytes the most the Lua state was seen to hold
 * @param readBytes what it read from files
 */
public record LuaCost(long micros, long instructions, long memoryBytes, long readBytes) {
  /** The cost of a run that never began. */
  public static final LuaCost NONE = new LuaCost(0, 0, 0, 0);
}
