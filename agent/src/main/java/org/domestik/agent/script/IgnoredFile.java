// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.KeyText;

/**
 * A script, or a folder of them, that is not run: it fails, so that its author learns why nothing
 * comes of it.
 *
 * @param path the file
 * @param script what tells it from others
 * @param fault why it is not run
 */
record IgnoredFile(Path path, String script, String fault) implements ScriptFile {
  /** A script that lies where it is not run. */
  static IgnoredFile file(Path path, String fault) {
    Path folder = path.getParent();
    String parent = folder == null ? "" : KeyText.of(PathText.name(folder)) + "/";
    return new IgnoredFile(path, parent + KeyText.of(PathText.name(path)), fault);
  }

  /** A folder that cannot be read. */
  static IgnoredFile folder(Path path, IOException fault) {
    String script = KeyText.of(KeyText.shortened(PathText.text(path)));
    return new IgnoredFile(path, script, FileFault.of(path, fault) + "; it is left out");
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
    return file.endsWith(ProbeFolders.ENDING)
        ? file.substring(0, file.length() - ProbeFolders.ENDING.length())
        : file;
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
