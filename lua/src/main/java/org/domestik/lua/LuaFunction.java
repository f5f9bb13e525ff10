// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.util.List;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** A Java function a script may call. */
@FunctionalInterface
public interface LuaFunction {
  /**
   * Answers a call from a script.
   *
   * @param arguments Long, Double, String, Boolean or null; null also for anything else
   * @return a plain tree or null; a {@link Results} for several
   * @throws BadInput to raise an error in the script
   */
  @Nullable Object call(List<@Nullable Object> arguments);

  /** Several results: Lua's {@code return nil, "no such file"}. */
  record Results(List<@Nullable Object> values) {}
}
