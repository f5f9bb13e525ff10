// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.domestik.lua.LuaConfig;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;

/** A file of assignments; whatever is wrong with it, the complaint names it. */
public final class ConfigFile {
  private ConfigFile() {}

  /** The assigned values by name, as {@link LuaConfig#read} gives them. */
  public static Map<String, Object> read(Path file) {
    try {
      return LuaConfig.read(file);
    } catch (BadInput e) {
      if (e.getCause() instanceof IOException fault) {
        throw new BadInput(FileFault.of(file, fault), e);
      }
      // A passed limit knows no file.
      boolean named = String.valueOf(e.getMessage()).contains(String.valueOf(file.getFileName()));
      throw named ? e : e.at(file.toString());
    }
  }
}
