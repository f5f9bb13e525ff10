// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.json.JsonText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals to a real agent. */
@Tag("slow")
class AgentSignalsTest {
  @TempDir Path data;

  private Receiver server;
  private Process agent;

  @BeforeEach
  void start() throws IOException {
    server = new Receiver();
    RunningAgent.probe(
        data,
        "count.lua",
        "probe { name = 'count', values = { n = {}, s = {} }, every = '1s' }",
        "local n = 0",
        "return function() n = n + 1 return { n = n, s = settings.s or 0 } end");
    RunningAgent.probe(data, "other.lua", "return { v = 1 }");
    configure("settings = { count = { s = 1 } }");
    agent =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "agent",
                "--data",
                data.toString(),
                "--server",
                server.address().toString())
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("log").toFile())
            .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    agent.destroyForcibly().waitFor();
    server.close();
  }

  private void configure(String text) throws IOException {
    Files.writeString(data.resolve("agent.conf"), "every = \"1s\"\n" + text + "\n");
  }

  private String log() {
    try {
      return Files.readString(data.resolve("log"));
    } catch (IOException e) {
      return "";
    }
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(agent.pid())).start().waitFor();
  }

  @Test
  void hangupReadsTheConfigurationAgainAndAFaultChangesNothing() throws Exception {
    server.await("\"s\":1");
    configure("settings = { count = { s = 2 } }\ndisable = { \"other\" }\nhost = \"elsewhere\"");
    signal("HUP");
    server.await("\"s\":2");
    Receiver.until(() -> log().contains("taken: disable, settings; needs a restart: host"));
    assertThat(log()).contains("taken: disable, settings; needs a restart: host");
    server.await("\"scripts\":[\"count.lua\"]");
    configure("setings = 1");
    signal("HUP");
    Receiver.until(() -> log().contains("is not taken"));
    assertThat(log())
        .contains("the configuration is not taken, what was read before goes on: ")
        .contains("agent.conf: setings: unknown setting; nearest is \"settings\"");
    int before = server.documents.size();
    Receiver.until(() -> server.documents.size() > before + 2);
    assertThat(agent.isAlive()).isTrue();
    assertThat(server.documents.getLast()).doesNotContain("elsewhere");
  }

  @Test
  void termEndsWithinFiveSecondsWithAllDelivered() throws Exception {
    server.await("\"n\":3");
    long start = System.nanoTime();
    signal("TERM");
    assertThat(agent.waitFor(5, TimeUnit.SECONDS)).as(log()).isTrue();
    System.out.println("stopped within " + (System.nanoTime() - start) / 1_000_000 + " ms");
    assertThat(data.resolve("agent.pid")).doesNotExist();
    TreeSet<Double> numbers = new TreeSet<>();
    for (String document : server.documents) {
      for (Object sample :
          (java.util.List<?>) ((Map<?, ?>) JsonText.read(document)).get("samples")) {
        Map<?, ?> fields = (Map<?, ?>) sample;
        if (fields.get("probe").equals("count")) {
          numbers.add((Double) ((Map<?, ?>) fields.get("data")).get("n"));
        }
      }
    }
    assertThat(numbers).hasSize(numbers.last().intValue());
  }

  @Test
  void versionStandsInTheFirstLine() throws Exception {
    server.await("\"n\":1");
    assertThat(log().lines().findFirst().orElseThrow())
        .matches("\\S+Z info agent: dmkcheckd " + org.domestik.model.Version.current() + ", .*");
  }
}
