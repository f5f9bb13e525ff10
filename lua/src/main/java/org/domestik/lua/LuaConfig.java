// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file: Lua assignments, with no function to call. */
public final class LuaConfig {
  private LuaConfig() {}

  /**
   * The assigned values by name, as plain trees: {@code port = 8787} is a Long, {@code grant = {
   * "www" }} a List, a table with names a Map.
   *
   * @throws BadInput naming file and line if the file cannot be read or is more than assignments
   */
  public static Map<String, Object> read(Path file) {
    String source;
    try {
      source = LuaFile.read(file);
    } catch (IOException e) {
      throw new BadInput(FileFault.of(file, e), e);
    }
    return read(file.toString(), source);
  }

  /** The same of a file's text; {@code file} is what complaints call it. */
  public static Map<String, Object> read(String file, String source) {
    try {
      return named(file, OwnThread.call(() -> run(file, source)));
    } catch (LuaFailure e) {
      // The traceback would show our own frames only.
      throw new BadInput(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private static @Nullable Object run(String file, String source) throws LuaFailure {
    try (LuaSandbox sandbox = new LuaSandbox(LuaLimits.DEFAULT, LuaHost.NOTHING)) {
      return sandbox.compileAssignments(file, source).run().getFirst();
    }
  }

  private static Map<String, Object> named(String file, @Nullable Object values) {
    Map<String, Object> named = new TreeMap<>();
    if (values instanceof Map<?, ?> map) {
      map.forEach((name, value) -> named.put(name.toString(), plain(file, name, value)));
    } else if (values instanceof List<?> list && !list.isEmpty()) {
      throw new BadInput(file + ": only names are assigned here");
    }
    return named;
  }

  private static Object plain(String file, Object name, @Nullable Object value) {
    if (value == null || value instanceof Trees.Opaque) {
      throw new BadInput(file + ": " + name + " is " + value + "; write text, number or table");
    }
    return value;
  }
}
