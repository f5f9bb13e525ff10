// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.machine.TextFile;
import org.domestik.lua.LuaFailure;
import org.domestik.model.KeyText;

/**
 * A probe's script as found in a folder.
 *
 * @param path the file
 * @param libraries folders {@code require} looks in
 * @param version changes whenever the file or one of its libraries does
 */
public record ProbeFile(Path path, List<Path> libraries, String version) implements ScriptFile {
  /** The file's name, which tells scripts apart. */
  @Override
  public String script() {
    return KeyText.of(PathText.name(path));
  }

  /** The file's name without its ending: the probe fed where nothing else is said. */
  @Override
  public String name() {
    String script = script();
    return script.substring(0, script.length() - ProbeFolders.ENDING.length());
  }

  @Override
  public String place() {
    return PathText.text(path);
  }

  @Override
  public Duration longest(AgentConfig config) {
    return config.limits().time();
  }

  @Override
  public Script open(ScriptContext context) throws LuaFailure, IOException {
    return context.compile(this, TextFile.script(path));
  }
}
