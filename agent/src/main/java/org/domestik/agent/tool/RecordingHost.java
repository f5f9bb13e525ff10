// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ProbeHost;
import org.domestik.lua.LuaFunction;
import org.domestik.lua.LuaHost;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/** Hands on what another host gives, and keeps the script's own helpers and settings. */
final class RecordingHost implements LuaHost {
  private final ProbeHost host;
  private final Path folder;
  private Map<String, Object> settings = Map.of();

  RecordingHost(ProbeHost host, Path folder) {
    this.host = host;
    this.folder = folder;
  }

  /** The settings the script was given last. */
  Map<String, Object> settings() {
    return settings;
  }

  @Override
  public void begins() {
    host.begins();
  }

  @Override
  public @Nullable String resolve(String path) {
    return host.resolve(path);
  }

  @Override
  public @Nullable Source library(String name) {
    Source source = host.library(name);
    if (source != null && source.name().startsWith(ProbeFolders.LIBRARY + "/")) {
      Path copy = folder.resolve(source.name());
      try {
        Files.createDirectories(copy.getParent());
        Files.write(copy, ByteText.bytes(source.text()));
      } catch (IOException e) {
        throw new BadInput(copy + " cannot be written: " + FileFault.of(e), e);
      }
    }
    return source;
  }

  @Override
  public Map<String, Map<String, Object>> captured(String name) {
    Map<String, Map<String, Object>> globals = host.captured(name);
    settings = globals.getOrDefault("settings", Map.of());
    return globals;
  }

  @Override
  public Map<String, LuaFunction> functions() {
    return host.functions();
  }
}
