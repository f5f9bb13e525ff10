// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.time.Instant;
import java.util.List;
import org.domestik.agent.reading.Reading;
import org.domestik.lua.LuaCost;
import org.domestik.lua.LuaFailure;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * One version of one script, in whatever language, ready to be run again and again. For one thread.
 */
public interface Script extends AutoCloseable {
  /**
   * Runs the script once.
   *
   * @param time of the samples
   * @return one for each probe it feeds; none if there is nothing to measure here
   * @throws LuaFailure from a script in Lua
   * @throws BadInput if it failed, or what it gave is no sample; names the script
   */
  List<Reading> readings(Instant time) throws LuaFailure;

  /** What the latest run left out of what it gave, and why; null if nothing. */
  default @Nullable String leftOut() {
    return null;
  }

  /**
   * What the latest run printed for its author, cut to some thousand characters; mostly nothing.
   */
  default String printed() {
    return "";
  }

  /** What the latest run used. */
  LuaCost cost();

  @Override
  void close();
}
