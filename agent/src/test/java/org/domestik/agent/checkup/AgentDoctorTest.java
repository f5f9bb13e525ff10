// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.checkup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.domestik.agent.Main;
import org.domestik.agent.machine.OwnFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentDoctorTest {
  @TempDir Path data;

  private final Map<String, String> answers = new HashMap<>();
  private final Set<String> shown = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private HttpServer server;
  private Duration ahead = Duration.ZERO;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          String answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "");
          exchange.sendResponseHeaders(answer.isEmpty() ? 404 : 200, 0);
          exchange.getResponseBody().write(answer.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    answers.put("/health", "{\"status\":\"ok\"}");
    answers.put("/api/v1/me", "{\"user\":null,\"role\":\"read\",\"login\":false}");
    answers.put("/api/v1/probes", "[{\"script\":\"a.lua\",\"outcome\":\"ok\"}]");
    Files.createDirectories(data.resolve("spool/refused"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int doctor() {
    Map<String, String> options =
        Map.of(
            "data", data.toString(), "server", "http://127.0.0.1:" + server.getAddress().getPort());
    ConfigCheck check = ConfigCheck.of(null, options, Instant::now);
    out.reset();
    return new AgentDoctor(() -> Instant.now().plus(ahead))
        .look(check.problems(), check.config())
        .print(new PrintStream(out, true, UTF_8));
  }

  private String said() {
    return out.toString(UTF_8);
  }

  @Test
  void wellAgentIsFine() throws IOException {
    Files.writeString(data.resolve("agent.pid"), ProcessHandle.current().pid() + "\n");
    assertThat(doctor()).as(said()).isZero();
    assertThat(said())
        .contains("fine   disk: ", "fine   spool: 0 batches wait", "fine   agent: runs as process")
        .contains("answers and can store", "fine   clock: ", "fine   scripts: 1, none fails")
        .contains("Nothing is wrong.");
  }

  @Test
  void anAgentThatCouldNotNoteItsProcessRuns() throws Exception {
    Path lock = Files.createFile(data.resolve("agent.lock"));
    assertThat(doctor()).isZero();
    assertThat(said()).contains("look   no agent runs on this folder");
    Process agent =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Holding.class.getName(),
                lock.toString())
            .start();
    try {
      assertThat(agent.getInputStream().read()).isEqualTo('!');
      assertThat(doctor()).isZero();
      assertThat(said()).contains("fine   agent: runs").doesNotContain("no agent runs");
    } finally {
      agent.destroyForcibly().waitFor();
    }
  }

  /** Holds a folder, says so, and waits to be killed. */
  static final class Holding {
    private Holding() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.out.print(channel.tryLock() == null ? '?' : '!');
        System.out.flush();
        LockSupport.park();
      }
    }
  }

  @Test
  void whatIsWrongIsSaidWithItsCure() throws IOException {
    Files.writeString(data.resolve("agent.pid"), "999999999\n");
    Path old = Files.writeString(data.resolve("spool/0000000000000001.batch"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Files.writeString(data.resolve("spool/refused/a.reason"), "the server refused this: no\n");
    Files.createDirectories(data.resolve("probes"));
    Files.writeString(data.resolve("probes/bad.lua"), "return {\n");
    answers.put("/health", "");
    answers.put("/api/v1/me", "{\"user\":null,\"role\":null,\"login\":true}");
    answers.put(
        "/api/v1/probes",
        "[{\"script\":\"a.lua\",\"outcome\":\"quarantined\",\"error\":\"a.lua:1: no\"}]");
    ahead = Duration.ofHours(3);
    assertThat(doctor()).isEqualTo(1);
    assertThat(said())
        .contains("bad.lua:")
        .contains("look   no agent runs on this folder")
        .contains("WRONG  spool: 1 batches wait")
        .contains("the oldest since ")
        .contains("WRONG  1 deliveries are kept that the server refused")
        .contains("the server refused this: no")
        .contains(" answers 404")
        .contains("WRONG  this machine's clock is 3 h 0 min ahead of the server's")
        .contains("WRONG  the server does not know this agent")
        .contains("WRONG  script a.lua is quarantined: a.lua:1: no");
  }

  @Test
  void serverThatIsAwayIsSaid() {
    server.stop(0);
    assertThat(doctor()).isEqualTo(1);
    assertThat(said()).contains("WRONG  the server http://127.0.0.1:", "cannot be reached");
  }

  @Test
  void serverOfTheSameFolderIsAskedWhereNoneIsNamed() throws Exception {
    Files.writeString(
        data.resolve("server.url"), "http://127.0.0.1:" + server.getAddress().getPort() + "\n");
    OwnFiles.replace(data.resolve("server.token"), "of-the-server\n".getBytes(UTF_8));
    assertThat(agent("doctor")).isZero();
    assertThat(said()).contains("answers and can store");
    assertThat(shown).containsOnly("Bearer of-the-server");
    answers.put("/api/v1/samples", "{\"accepted\":0}");
    assertThat(agent("asleep")).as(said()).isZero();
    assertThat(agent("doctor", "--server", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(said()).contains("WRONG  the server http://127.0.0.1:1 cannot be reached");
    Files.writeString(data.resolve("agent.conf"), "server = \"http://127.0.0.1:2\"\n");
    assertThat(agent("doctor")).isEqualTo(1);
    assertThat(said()).contains("WRONG  the server http://127.0.0.1:2 cannot be reached");
  }

  private int agent(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "agent",
                "--data",
                data.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    out.reset();
    process.getInputStream().transferTo(out);
    return process.waitFor();
  }
}
