// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server that is killed at random moments, and whenever it likes to while it tells somebody:
 * nothing is lost, nothing is told under two keys, and what is told again has the same key.
 *
 * <p>{@code -Ddomestik.kills=200} kills more often than the default, {@code -Ddomestik.seed}
 * repeats.
 */
@Tag("slow")
class AlertKillTest {
  private static final int KILLS = Integer.getInteger("domestik.kills", 4);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final HttpClient http = HttpClient.newHttpClient();

  /** The key of each request that arrived, as often as it did. */
  private final List<String> arrived = new CopyOnWriteArrayList<>();

  /** By kind and host, the keys under which it was told. */
  private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

  private HttpServer receiver;
  private @Nullable Process server;

  private final AtomicReference<@Nullable Fate> fate = new AtomicReference<>();

  /** Which server ends at its next message, and whether before that is answered. */
  private record Fate(Process of, boolean before) {
    void happen() {
      of.descendants().forEach(ProcessHandle::destroyForcibly);
      of.destroyForcibly();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::hear);
    receiver.start();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/alerts.lua"),
        """
        alerts = {
          { name = "hot", probe = "oven", value = "heat", above = 90 },
          { name = "silent", off = true },
        }
        notify = { hook = { url = "http://127.0.0.1:%d/" } }
        """
            .formatted(receiver.getAddress().getPort()));
  }

  @AfterEach
  void stop() throws InterruptedException {
    kill();
    receiver.stop(0);
    http.close();
  }

  private void hear(HttpExchange exchange) throws IOException {
    JsonNode message = JSON.readTree(exchange.getRequestBody());
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    Fate mine = fate.getAndSet(null);
    arrived.add(key);
    for (JsonNode item : message.path("items")) {
      told.computeIfAbsent(
              message.path("kind").asText() + " " + item.path("host").asText(),
              it -> ConcurrentHashMap.newKeySet())
          .add(key);
    }
    if (mine != null && mine.before) {
      mine.happen();
    }
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
    if (mine != null && !mine.before) {
      mine.happen();
    }
  }

  private void start() throws IOException {
    Path url = folder.resolve("data/server.url");
    Files.deleteIfExists(url);
    Path output = Files.createDirectories(Path.of("target/output")).resolve("alert-kill.log");
    server =
        Domestik.launcher("server", "--data", url.getParent().toString(), "--port", "0")
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    Domestik.await("the server answers", () -> Files.exists(url));
  }

  private void kill() throws InterruptedException {
    Process process = server;
    if (process != null) {
      new Fate(process, true).happen();
      process.waitFor();
    }
  }

  private void heat(String host, int heat) {
    String body =
        """
        {"host":"%s","samples":[{"probe":"oven","time":"%s","data":{"heat":%d}}]}"""
            .formatted(host, InstantSource.system().instant(), heat);
    try {
      String url = Files.readString(folder.resolve("data/server.url")).strip();
      int status =
          http.send(
                  HttpRequest.newBuilder(URI.create(url + "/api/v1/samples"))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(body))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean isTold(String kind, int host) {
    return told.containsKey(kind + " h" + host);
  }

  @Test
  void nothingIsLostAndWhatIsToldAgainHasTheSameKey() throws Exception {
    int cooled = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      start();
      // A host of its own each time: what changes often is told as flapping.
      heat("h" + kill, 95);
      while (cooled < kill && isTold("firing", cooled)) {
        heat("h" + cooled++, 50);
      }
      Process process = server;
      if (process != null) {
        int how = random.nextInt(3);
        fate.set(how < 2 ? new Fate(process, how == 0) : null);
        // The first look is after two seconds; what it has to tell goes out within two more.
        process.waitFor(2_000 + random.nextInt(4_000), TimeUnit.MILLISECONDS);
      }
      kill();
      fate.set(null);
    }
    start();
    Domestik.await("all are told", Duration.ofMinutes(4), () -> areTold("firing"));
    for (; cooled < KILLS; cooled++) {
      heat("h" + cooled, 50);
    }
    Domestik.await("all ends are told", Duration.ofMinutes(4), () -> areTold("resolved"));
    told.forEach((what, keys) -> assertThat(keys).as(what + ", seed " + SEED).hasSize(1));
    assertThat(told).as("seed " + SEED).hasSize(2 * KILLS);
    long keys = arrived.stream().distinct().count();
    System.out.printf(
        "%d kills: %d messages about %d changes, lost 0, doubled 0, %d sent again with the same key%n",
        KILLS, keys, told.size(), arrived.size() - keys);
  }

  private boolean areTold(String kind) {
    for (int host = 0; host < KILLS; host++) {
      if (!isTold(kind, host)) {
        return false;
      }
    }
    return true;
  }
}
