// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.SpoolEntry;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real agent and a real server, killed at random moments, one or both: every sample that was in
 * the spool is in the store, once.
 *
 * <p>Each script counts its runs, under a key that tells its process: what is missing is a gap.
 * {@code -Ddomestik.kills=100} kills more often than the default, {@code -Ddomestik.seed} repeats.
 */
@Tag("slow")
class KillBothTest {
  private static final int KILLS = Integer.getInteger("domestik.kills", 2);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final int SCRIPTS = 20;
  private static final Path ROOT = Path.of(System.getProperty("domestik.root"));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final HttpClient http = HttpClient.newHttpClient();

  /** By script and process: what was in the spool after a kill. */
  private final Map<String, Set<Long>> spooled = new TreeMap<>();

  private int port;
  private @Nullable Process server;
  private @Nullable Process agent;

  @AfterEach
  void stop() throws InterruptedException {
    kill(agent);
    kill(server);
    http.close();
  }

  private static void kill(@Nullable Process process) throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("domestik").toString()));
    command.addAll(List.of(words));
    Path log = folder.resolve(words[0] + ".log");
    ProcessBuilder launcher = new ProcessBuilder(command).redirectErrorStream(true);
    // A server that is killed within a minute ends before the second compiler would pay.
    launcher.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    return launcher.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  private void startServer() throws IOException {
    server = start("server", "--data", folder.resolve("server").toString(), "--port", "" + port);
  }

  private void startAgent() throws IOException {
    agent =
        start(
            "agent",
            "--data",
            folder.resolve("agent").toString(),
            "--server",
            "http://127.0.0.1:" + port,
            "--bundled",
            folder.resolve("none").toString());
  }

  private Path script(int number) {
    return folder.resolve("agent/probes/s" + number + ".lua");
  }

  private boolean spoolIsEmpty() {
    try (var files = Files.list(folder.resolve("agent/spool"))) {
      return files.noneMatch(it -> it.toString().matches(".*\\.(batch|sent|parts)"));
    } catch (IOException e) {
      return false;
    }
  }

  private void writeScripts() throws IOException {
    Files.createDirectories(folder.resolve("agent/probes"));
    Files.writeString(folder.resolve("agent/agent.conf"), "host = \"h\"\n");
    for (int script = 0; script < SCRIPTS; script++) {
      Files.writeString(
          script(script),
          """
          probe { name = "count", key = "counter", values = { n = {} }, every = "1s" }
          local n, counter = 0, "s%d of " .. require("posix").getpid("pid")
          return function() n = n + 1 return { [counter] = { n = n } } end
          """
              .formatted(script));
    }
  }

  @Test
  void killedAtRandomNeitherLosesNorDoublesASample() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    writeScripts();
    Files.createDirectories(folder.resolve("server"));
    startServer();
    startAgent();
    until("samples arrive", () -> !stored().isEmpty());
    int agents = 0;
    int servers = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int which = kill == 0 ? 2 : random.nextInt(3); // At least once both.
      pause(300 + random.nextInt(2_000));
      if (which != 1) {
        kill(server);
        servers++;
      }
      pause(which == 2 ? random.nextInt(50) : 0);
      if (which != 0) {
        kill(agent);
        agents++;
        noteSpool();
        startAgent();
      }
      pause(random.nextInt(1_500)); // The agent alone, as long as it is the server that is gone.
      if (which != 1) {
        startServer();
      }
    }
    until("what was spooled is stored", () -> missing().isEmpty());
    for (int script = 0; script < SCRIPTS; script++) {
      Files.delete(script(script));
    }
    until("nothing waits any more", this::spoolIsEmpty);
    endAgent();
    assertThat(spoolIsEmpty()).isTrue();
    Map<String, List<Long>> stored = stored();
    check(stored);
    kill(server);
    assertThat(verify()).isZero();
    System.out.printf(
        "kill both: %d kills of the agent, %d of the server; %d samples of %d counters stored, %d"
            + " were in the spool after a kill; seed %d%n",
        agents,
        servers,
        stored.values().stream().mapToInt(List::size).sum(),
        stored.size(),
        spooled.values().stream().mapToInt(Set::size).sum(),
        SEED);
  }

  private void pause(int millis) throws InterruptedException {
    if (agent != null) {
      agent.waitFor(millis, TimeUnit.MILLISECONDS); // It does not end by itself.
    }
  }

  /** Ends the agent as an operator does, so that nothing is left under way. */
  private void endAgent() throws InterruptedException {
    if (agent != null) {
      agent.destroy();
      assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
      agent = null;
    }
  }

  private int verify() throws IOException, InterruptedException {
    return start("verify", "--data", folder.resolve("server").toString()).waitFor();
  }

  private void noteSpool() throws IOException {
    Path place = folder.resolve("agent/spool");
    if (!Files.exists(place)) {
      return;
    }
    Spool spool = new Spool(place, 256L << 20);
    for (SpoolEntry one : List.copyOf(spool.all())) {
      for (Batch batch : spool.batches(one)) {
        for (Sample sample : batch.samples()) {
          if (sample.probe().equals("count")) {
            for (Row row : sample.rows()) {
              spooled
                  .computeIfAbsent(row.key().getFirst(), absent -> new TreeSet<>())
                  .add((long) row.value("n"));
            }
          }
        }
      }
    }
  }

  /** By counter: the numbers in the store; empty while the server does not answer. */
  private Map<String, List<Long>> stored() {
    String query =
        "{\"sql\":\"SELECT string_agg(counter || '=' || n, ';') AS numbers FROM domestik.probe_count\"}";
    Map<String, List<Long>> stored = new TreeMap<>();
    try {
      String answer =
          http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/sql"))
                      .header("Content-Type", "application/json")
                      .timeout(Duration.ofSeconds(10))
                      .POST(BodyPublishers.ofString(query))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      var found = java.util.regex.Pattern.compile("(s\\d+ of \\d+)=(\\d+)").matcher(answer);
      while (found.find()) {
        stored
            .computeIfAbsent(found.group(1), absent -> new ArrayList<>())
            .add(Long.parseLong(found.group(2)));
      }
    } catch (IOException e) {
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
    return stored;
  }

  private Map<String, Set<Long>> missing() {
    Map<String, List<Long>> stored = stored();
    Map<String, Set<Long>> missing = new TreeMap<>();
    spooled.forEach(
        (counter, numbers) -> {
          Set<Long> left = new TreeSet<>(numbers);
          left.removeAll(stored.getOrDefault(counter, List.of()));
          if (!left.isEmpty()) {
            missing.put(counter, left);
          }
        });
    return missing;
  }

  private void check(Map<String, List<Long>> stored) {
    assertThat(missing()).as("seed " + SEED).isEmpty();
    stored.forEach(
        (counter, numbers) -> {
          assertThat(numbers).as(counter + ", seed " + SEED).doesNotHaveDuplicates();
          // Only the latest, not yet in the spool, went with the process.
          assertThat(new TreeSet<>(numbers).last())
              .as(counter + ", seed " + SEED)
              .isEqualTo(numbers.size());
        });
    assertThat(stored).hasSizeGreaterThan(SCRIPTS);
  }

  private static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what + ", seed " + SEED).isNegative();
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
    }
  }
}
