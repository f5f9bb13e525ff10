// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.MuninConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.machine.Subprocess;
import org.domestik.agent.script.Script;
import org.domestik.agent.script.ScriptContext;
import org.domestik.agent.script.ScriptFile;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;
import org.jspecify.annotations.Nullable;

/**
 * One of Munin's plugins. A link is called by its own name: that tells {@code if_eth0}, a link to
 * {@code if_}, what to watch.
 *
 * @param state a folder plugins may keep files in
 * @param turns how many may run at once
 */
record MuninPlugin(
    Path path, String version, MuninConfig config, String host, Path state, Semaphore turns)
    implements ScriptFile {
  private static final int OUTPUT_BYTES = 1 << 18;
  private static final int SHOWN = 500;

  /** The file's name. */
  String plugin() {
    return PathText.name(path);
  }

  @Override
  public String script() {
    return "munin/" + KeyText.of(plugin());
  }

  @Override
  public String place() {
    return PathText.text(path);
  }

  @Override
  public String name() {
    return MuninGraph.probe(plugin());
  }

  /** It waits for its turn, then is called for its config, then for its values. */
  @Override
  public Duration longest(AgentConfig agent) {
    return config.time().multipliedBy(3);
  }

  @Override
  public Script open(ScriptContext context) throws IOException {
    checkOwners();
    Files.createDirectories(state);
    return new MuninScript(this, System::nanoTime);
  }

  /** Whoever may write a plugin, or put one there, has the agent's rights. */
  void checkOwners() throws IOException {
    Path real = path.toRealPath();
    for (Path it : List.of(real, folder(real), folder(path.toAbsolutePath()))) {
      if (Files.getPosixFilePermissions(it).contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new BadInput(
            script() + ": is not run: anybody may write " + it + "; chmod o-w " + it);
      }
    }
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  /**
   * Calls the plugin and returns what it printed.
   *
   * @param word {@code config}, {@code autoconf}, {@code suggest}; null for its values
   */
  Subprocess.Output call(@Nullable String word) {
    String program = PathText.text(path);
    List<String> command = word == null ? List.of(program) : List.of(program, word);
    boolean turn = false;
    try {
      // One that hangs must not keep others waiting for ever.
      turn = turns.tryAcquire(config.time().toMillis(), TimeUnit.MILLISECONDS);
      return new Subprocess(
              command, config.environment(plugin(), host, state), config.time(), OUTPUT_BYTES)
          .run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput(path + " was interrupted", e);
    } finally {
      if (turn) {
        turns.release();
      }
    }
  }

  /** What it printed, or {@link BadInput} where it did not end well. */
  String ask(@Nullable String word) {
    Subprocess.Output output = call(word);
    if (output.exit() != 0) {
      String what = output.complaint().isBlank() ? output.text() : output.complaint();
      throw new BadInput(
          (word == null ? "" : word + ": ")
              + "exited with "
              + output.exit()
              + (what.isBlank() ? "" : ": " + shown(what.strip())));
    }
    return output.text();
  }

  private static String shown(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
