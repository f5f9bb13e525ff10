// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.AllowList;
import org.domestik.agent.machine.Commands;
import org.domestik.agent.machine.LiveMachine;
import org.domestik.agent.outbox.Outboxes;
import org.domestik.agent.script.KeyClaims;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.Script;
import org.domestik.agent.script.ScriptContext;
import org.domestik.agent.script.ScriptFile;
import org.domestik.lua.LuaFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptRunnerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicInteger faults = new AtomicInteger();

  /** Cannot be read as long as there are faults left, and is the same file meanwhile. */
  private final class Reluctant implements ScriptFile {
    private final ProbeFile file;
    private final String source;

    Reluctant(ProbeFile file, String source) {
      this.file = file;
      this.source = source;
    }

    @Override
    public String script() {
      return file.script();
    }

    @Override
    public String place() {
      return file.place();
    }

    @Override
    public String version() {
      return source;
    }

    @Override
    public String name() {
      return file.name();
    }

    @Override
    public Duration longest(AgentConfig config) {
      return file.longest(config);
    }

    @Override
    public Script open(ScriptContext context) throws LuaFailure, IOException {
      if (faults.getAndDecrement() > 0) {
        throw new IOException("Permission denied");
      }
      return context.compile(file, source);
    }
  }

  private ScriptRunner runner(ScriptFile file) {
    AgentConfig config =
        AgentConfig.read(
            "agent.conf",
            Map.of("host", "testhost", "every", "1s"),
            Map.of("data", folder.toString(), "server", "http://127.0.0.1:1"));
    ScriptContext context =
        new ScriptContext(
            config,
            new LiveMachine(
                new AllowList(config.read(), config.variables()),
                new Commands(config.commands()),
                () -> NOW),
            () -> NOW,
            new KeyClaims(),
            new Outboxes("testhost"));
    return new ScriptRunner(
        context, file, new Log(new PrintStream(written, true, UTF_8), () -> NOW).of("p"));
  }

  private static void turn(ScriptRunner runner, @Nullable ScriptFile wanted) {
    runner.load(wanted);
    runner.run();
  }

  @Test
  void scriptThatCouldNotBeReadIsReadAtTheNextTurn() {
    Reluctant file = reluctant("return { value = 1 }");
    ScriptRunner runner = runner(file);
    faults.set(2);
    turn(runner, file);
    turn(runner, null);
    assertThat(written.toString(UTF_8)).contains("cannot be read").doesNotContain("works again");
    turn(runner, null);
    assertThat(written.toString(UTF_8)).contains("works again");
    runner.close();
  }

  @Test
  void newVersionThatCouldNotBeReadTakesOverAtTheNextTurn() {
    Reluctant first = reluctant("return { value = 1 }");
    ScriptRunner runner = runner(first);
    turn(runner, first);
    faults.set(1);
    turn(runner, reluctant("return { value = 2 }"));
    assertThat(written.toString(UTF_8)).contains("The last version that compiled goes on running");
    turn(runner, null);
    assertThat(faults).as("it was read once more, and no more").hasValue(-1);
    turn(runner, null);
    assertThat(faults).hasValue(-1);
    runner.close();
  }

  private Reluctant reluctant(String source) {
    return new Reluctant(new ProbeFile(folder.resolve("p.lua"), List.of(), "1"), source);
  }
}
