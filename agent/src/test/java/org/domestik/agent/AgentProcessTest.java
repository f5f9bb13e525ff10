// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.json.JsonText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent as a process of its own, killed and suspended.
 *
 * <p>{@code -Ddomestik.kills=100} kills more often than the default.
 */
@Tag("slow")
class AgentProcessTest {
  private static final int KILLS = Integer.getInteger("domestik.kills", 4);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());

  @TempDir Path data;

  private final Random random = new Random(SEED);
  private Receiver server;
  private Process agent;

  @BeforeEach
  void writeProbe() throws IOException {
    server = new Receiver();
    RunningAgent.probe(
        data,
        "count.lua",
        "probe { name = 'count', key = 'process', values = { n = {} }, every = '1s' }",
        "local n, process = 0, 'p' .. require('posix').getpid('pid')",
        "return function() n = n + 1 return { [process] = { n = n } } end");
  }

  @AfterEach
  void stop() throws InterruptedException {
    agent.destroyForcibly().waitFor();
    server.close();
  }

  private void start() throws IOException {
    agent = start("log");
  }

  private Process start(String log) throws IOException {
    return new ProcessBuilder(
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
        .redirectOutput(data.resolve(log).toFile())
        .start();
  }

  private boolean spoolIsEmpty() {
    try (var files = Files.list(data.resolve("spool"))) {
      return files.noneMatch(it -> it.toString().matches(".*\\.(batch|sent|parts)"));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean hasSpooled() {
    return Files.exists(data.resolve("spool")) && !spoolIsEmpty();
  }

  /** By process, how often each number came, a repeated delivery counted once. */
  private Map<String, Map<Double, Integer>> numbers() {
    Map<String, Map<Double, Integer>> numbers = new TreeMap<>();
    Set<String> deliveries = new HashSet<>();
    for (String document : server.documents) {
      Map<?, ?> batch = (Map<?, ?>) JsonText.read(document);
      if (deliveries.add(batch.get("boot") + " " + batch.get("sequence"))) {
        for (Object sample : (List<?>) batch.get("samples")) {
          count((Map<?, ?>) sample, numbers);
        }
      }
    }
    return numbers;
  }

  private static void count(Map<?, ?> sample, Map<String, Map<Double, Integer>> numbers) {
    if (sample.get("probe").equals("count")) {
      ((Map<?, ?>) sample.get("data"))
          .forEach(
              (process, values) ->
                  numbers
                      .computeIfAbsent(process.toString(), absent -> new TreeMap<>())
                      .merge((Double) ((Map<?, ?>) values).get("n"), 1, Integer::sum));
    }
  }

  @Test
  void killedInTheOutageAndInTheRecoveryItLosesAndDoublesNothing() throws Exception {
    server.unanswered = document -> random.nextInt(3) == 0;
    Set<String> processes = new TreeSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      server.status = kill % 2 == 0 ? 503 : 200;
      start();
      processes.add("p" + agent.pid());
      int before = server.documents.size();
      // Else a slow machine kills it each time before it has anything.
      Receiver.until(() -> server.documents.size() > before || hasSpooled());
      agent.waitFor(2_000 + random.nextInt(7_000), TimeUnit.MILLISECONDS);
      agent.destroyForcibly().waitFor();
    }
    server.status = 200;
    server.unanswered = document -> false;
    Files.delete(data.resolve("probes/count.lua"));
    start();
    server.await("\"scripts\":[]");
    Receiver.until(this::spoolIsEmpty);
    assertThat(spoolIsEmpty()).isTrue();
    Map<String, Map<Double, Integer>> numbers = numbers();
    numbers.forEach(
        (process, times) -> {
          assertThat(times.values()).as(process + ", seed " + SEED).allMatch(it -> it == 1);
          // Only the last ones, not yet on disk, went with the process.
          assertThat(times).as(process + ", seed " + SEED).containsKey((double) times.size());
        });
    assertThat(numbers).as("seed " + SEED).isNotEmpty();
    assertThat(processes).containsAll(numbers.keySet());
    System.out.println(KILLS + " kills, numbers by process: " + numbers);
  }

  @Test
  void suspendedAgentGoesOnWithoutABurst() throws Exception {
    start();
    server.await("\"n\":2}");
    signal("STOP");
    int before = total();
    agent.waitFor(6, TimeUnit.SECONDS);
    assertThat(total()).isLessThanOrEqualTo(before + 1); // It may have been on its way.
    Instant woken = Instant.now();
    signal("CONT");
    Receiver.until(() -> total() >= before + 4);
    double seconds = (Instant.now().toEpochMilli() - woken.toEpochMilli()) / 1000.0;
    assertThat(total() - before)
        .as("samples in " + seconds + " s")
        .isLessThanOrEqualTo((int) seconds + 3);
  }

  @Test
  void secondProcessOnTheFolderIsRefusedAndHarmsNothing() throws Exception {
    start();
    server.await("\"n\":1}");
    Process second = start("second");
    assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(2);
    assertThat(data.resolve("second"))
        .content()
        .isEqualTo(
            "domestik: the agent's folder %s is in use by process %d\n"
                .formatted(data, agent.pid()));
    assertThat(data.resolve("agent.pid")).hasContent(agent.pid() + "\n");
    agent.destroyForcibly().waitFor();
    start(); // What held the folder went with the process.
    Receiver.until(() -> numbers().containsKey("p" + agent.pid()));
    assertThat(numbers()).containsKey("p" + agent.pid());
  }

  private int total() {
    return numbers().values().stream().mapToInt(Map::size).sum();
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(agent.pid())).start().waitFor();
  }
}
