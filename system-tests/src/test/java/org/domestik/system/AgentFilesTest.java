// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that has no file left for its spool and its scripts keeps what it measures, says what is
 * wrong, and delivers everything once there are files again.
 */
@Tag("slow")
class AgentFilesTest {
  private static final String COUNTED =
      "SELECT count(*), count(DISTINCT n), max(n) FROM domestik.probe_count";

  @TempDir Path folder;

  @Test
  void withoutFilesNothingIsLostAndItIsTold() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
    Path data = Files.createDirectories(folder.resolve("agent"));
    Path log = folder.resolve("agent.log");
    Files.createDirectories(data.resolve("probes"));
    Files.writeString(data.resolve("agent.conf"), "host = \"h\"\n");
    Files.writeString(
        data.resolve("probes/count.lua"),
        """
        probe { name = "count", values = { n = {} }, every = "1s" }
        local n = 0
        return function() n = n + 1 return { n = n } end
        """);
    Files.writeString(
        data.resolve("probes/reads.lua"),
        """
        probe { name = "reads", values = { n = {} }, every = "1s" }
        return function() return { n = #assert(io.open("/proc/uptime")):read("a") } end
        """);
    try (LoneServer server = new LoneServer(folder.resolve("server"), "", List.of())) {
      server.start();
      server.await();
      Process agent =
          Domestik.launcher(
                  "agent",
                  "--data",
                  data.toString(),
                  "--server",
                  server.uri.toString(),
                  "--bundled",
                  folder.resolve("none").toString())
              .redirectOutput(log.toFile())
              .start();
      try {
        Domestik.await("samples arrive", () -> counted(server)[2] > 2);
        limitFiles(agent, openFiles(agent));
        Domestik.await("it is told", () -> read(log).contains("Too many open files"));
        double known = counted(server)[2];
        agent.waitFor(3, TimeUnit.SECONDS);
        limitFiles(agent, 1024);
        Domestik.await("samples arrive again", () -> counted(server)[2] > known + 5);
        double[] counted = counted(server);
        assertThat(counted[0]).as("no gap").isEqualTo(counted[2]);
        assertThat(counted[1]).as("none twice").isEqualTo(counted[0]);
        assertThat(agent.isAlive()).isTrue();
      } finally {
        agent.destroyForcibly().waitFor();
      }
    }
  }

  /** Samples, different numbers, and the last number. */
  private static double[] counted(LoneServer server) {
    try {
      return server.numbers(COUNTED);
    } catch (IOException e) {
      return new double[3]; // There is no such probe yet.
    }
  }

  private static int openFiles(Process process) throws IOException {
    try (var open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) open.count();
    }
  }

  private static void limitFiles(Process process, int most) throws Exception {
    String limit = "--nofile=" + most + ":";
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", "" + process.pid(), limit).inheritIO().start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
