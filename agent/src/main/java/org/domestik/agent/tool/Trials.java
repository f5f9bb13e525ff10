// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.machine.TextFile;
import org.domestik.agent.reading.Reading;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ProbeHost;
import org.domestik.agent.script.ProbeScript;
import org.domestik.lua.LuaFailure;
import org.domestik.lua.LuaHost;
import org.domestik.model.BadInput;

/** Runs scripts once, for the author's tools. */
record Trials(AgentConfig config, InstantSource clock) {
  private static final Duration SECOND_RUN = Duration.ofSeconds(1);

  /** One run of the script in a file; a second one if the first returned nothing, as rates do. */
  Trial of(Path path, Machine machine) throws IOException {
    ProbeFile file = file(path);
    return of(file, new ProbeHost(machine, file.libraries(), settings(file)), () -> {});
  }

  /** Where a script's settings come from. */
  Function<String, Map<String, Object>> settings(ProbeFile file) {
    return probe -> config.settingsOf(file.name(), probe);
  }

  static ProbeFile file(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new BadInput(path + ": does not exist");
    }
    if (!Files.isRegularFile(path) || !path.toString().endsWith(ProbeFolders.ENDING)) {
      throw new BadInput(path + " is no Lua file");
    }
    return ProbeFolders.single(path);
  }

  /**
   * @param advance called between the runs
   */
  Trial of(ProbeFile file, LuaHost host, Runnable advance) throws IOException {
    String source = TextFile.script(file.path());
    Instant time = clock.instant();
    return ToolThread.call(
        () -> {
          try (ProbeScript script = new ProbeScript(file, source, config.limits(), host)) {
            Reading reading = run(script, time);
            if (reading.sample() == null) {
              // A rate is known from the second run on.
              Thread.sleep(SECOND_RUN);
              advance.run();
              reading = run(script, time.plus(SECOND_RUN));
            }
            return new Trial(reading, script.cost(), script.printed());
          } catch (LuaFailure e) {
            throw new BadInput(String.valueOf(e.getMessage()), e);
          }
        });
  }

  /** What a script printed before it failed is what its author printed it for. */
  private static Reading run(ProbeScript script, Instant time) {
    try {
      return script.run(time);
    } catch (LuaFailure | BadInput e) {
      String printed = script.printed().isEmpty() ? "" : "\n" + Trial.shown(script.printed());
      throw new BadInput(e.getMessage() + printed, e);
    }
  }
}
