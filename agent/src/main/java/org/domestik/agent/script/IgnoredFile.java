// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.nio.file.Path;
import java.time.Duration;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;

/**
 * A script that lies where it is not run: it fails, so that its author learns why nothing comes of
 * it.
 *
 * @param path the file
 * @param fault why it is not run
 */
record IgnoredFile(Path path, String fault) implements ScriptFile {
  @Override
  public String script() {
    Path folder = path.getParent();
    return (folder == null ? "" : KeyText.of(PathText.name(folder)) + "/")
        + KeyText.of(PathText.name(path));
  }

  @Override
  public String place() {
    return PathText.text(path);
  }

  @Override
  public String version() {
    return path + " " + fault;
  }

  @Override
  public String name() {
    String file = KeyText.of(PathText.name(path));
    return file.substring(0, file.length() - ProbeFolders.ENDING.length());
  }

  @Override
  public Duration longest(AgentConfig config) {
    return config.limits().time();
  }

  @Override
  public Script open(ScriptContext context) {
    throw new BadInput(fault);
  }
}
