// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.log.Log;

/** An agent on a thread of the test's own. */
final class RunningAgent {
  private final Agent agent;
  private final Thread thread;

  RunningAgent(Path data, URI server, Map<String, Object> settings) throws IOException {
    this(data, server, settings, InstantSource.system());
  }

  RunningAgent(Path data, URI server, Map<String, Object> settings, InstantSource clock)
      throws IOException {
    Map<String, Object> values = new HashMap<>(settings);
    values.putIfAbsent("host", "testhost");
    values.putIfAbsent("every", "1s");
    AgentConfig config =
        AgentConfig.read(
            "agent.conf", values, Map.of("data", data.toString(), "server", server.toString()));
    PrintStream silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    agent = new Agent(config, clock, new Log(silent, clock));
    thread =
        new Thread(
            () -> {
              try {
                agent.run();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
  }

  static Path probe(Path data, String name, String... lines) throws IOException {
    Path file = data.resolve("probes").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, String.join("\n", lines));
  }

  void stop() throws IOException, InterruptedException {
    agent.close();
    thread.join();
  }
}
