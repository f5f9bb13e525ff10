// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.util.Map;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** What a script may see of the machine; by default nothing. */
public interface LuaHost {
  /** Sees nothing. */
  LuaHost NOTHING = new LuaHost() {};

  /** A run of the script begins. */
  default void begins() {}

  /**
   * The file to open where a script opens {@code path}.
   *
   * @return null where there is no such file
   * @throws PermissionDenied where there is one that not everybody may read
   * @throws BadInput saying why the script may not read it
   */
  default @Nullable String resolve(String path) {
    throw new BadInput(path + ": no file may be read here");
  }

  /** The source of a module that {@code require} asks for; null where there is none. */
  default @Nullable Source library(String name) {
    return null;
  }

  /**
   * Tables to set as globals once the script has said which probe it feeds.
   *
   * @param name what its description gives as name; empty if none
   */
  default Map<String, Map<String, Object>> captured(String name) {
    return Map.of();
  }

  /** Functions the libraries of {@link #library} get in a table, as their second argument. */
  default Map<String, LuaFunction> functions() {
    return Map.of();
  }

  /**
   * Lua text and where it is from.
   *
   * @param name shown in errors, for example {@code load.lua}
   */
  record Source(String name, String text) {}
}
