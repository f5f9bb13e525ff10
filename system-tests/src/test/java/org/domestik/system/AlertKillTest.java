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
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
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

  /** So many messages to one target go out in ten minutes; the others wait for their turn. */
  private static final int A_LIFE = 30;

  /** Many kills are for a machine that has other things to do. */
  private static final Duration START = Duration.ofMinutes(10);

  /** One goes every two seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  /** The key of each request that arrived, as often as it did. */
  private final List<String> arrived = new CopyOnWriteArrayList<>();

  /** By kind and host, the keys under which it was told. */
  private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

  private HttpServer receiver;
  private LoneServer server;
  private int kills;

  /** Whether the server ends at its next message before it is answered, or after; null: neither. */
  private final AtomicReference<@Nullable Boolean> fate = new AtomicReference<>();

  @BeforeEach
  void listen() throws IOException, InterruptedException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::hear);
    receiver.start();
    server = new LoneServer(folder, "", List.of());
    server.tells(receiver.getAddress());
    start();
    server.stop();
  }

  @AfterEach
  void stop() {
    server.close();
    receiver.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    JsonNode message = JSON.readTree(exchange.getRequestBody());
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    Boolean before = fate.getAndSet(null);
    arrived.add(key);
    for (JsonNode item : message.path("items")) {
      told.computeIfAbsent(
              message.path("kind").asText() + " " + item.path("host").asText(),
              it -> ConcurrentHashMap.newKeySet())
          .add(key);
    }
    if (Boolean.TRUE.equals(before)) {
      kill();
    }
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
    if (Boolean.FALSE.equals(before)) {
      kill();
    }
  }

  private void start() throws IOException {
    server.start();
    server.await(START);
  }

  private void kill() {
    try {
      server.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void heat(String host, int heat) {
    String body =
        """
        {"host":"%s","samples":[{"probe":"oven","time":"%s","data":{"heat":%d}}]}"""
            .formatted(host, InstantSource.system().instant(), heat);
    try {
      int status =
          server
              .http
              .send(
                  HttpRequest.newBuilder(server.uri.resolve("/api/v1/samples"))
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
      int how = random.nextInt(3);
      fate.set(how < 2 ? how == 0 : null);
      // The first look is after two seconds; what it has to tell goes out within two more.
      server.run(2_000 + random.nextInt(4_000));
      fate.set(null);
      kill();
      kills++;
    }
    start();
    awaitTold("firing");
    for (; cooled < KILLS; cooled++) {
      heat("h" + cooled, 50);
    }
    awaitTold("resolved");
    told.forEach((what, keys) -> assertThat(keys).as(what + ", seed " + SEED).hasSize(1));
    assertThat(told).as("seed " + SEED).hasSize(2 * KILLS);
    long keys = arrived.stream().distinct().count();
    System.out.printf(
        "%d kills: %d messages about %d changes, lost 0, doubled 0, %d sent again with the same key%n",
        kills, keys, told.size(), arrived.size() - keys);
  }

  /**
   * Many kills leave many messages, of which one life of a server sends no more than {@link
   * #A_LIFE} in ten minutes: it is killed once more for each as many, rather than waited for.
   */
  private void awaitTold(String kind) throws Exception {
    int lives = 2 + 2 * KILLS / A_LIFE;
    for (int life = 1; !areTold(kind, PATIENCE); life++) {
      String waits =
          "%s: not told of %s; %d messages wait: %s"
              .formatted(kind, untold(kind), waiting().size(), waiting());
      if (life == lives) {
        throw new AssertionError("not within " + lives + " lives, seed " + SEED + ": " + waits);
      }
      System.out.println(waits);
      kill();
      kills++;
      start();
    }
  }

  private boolean areTold(String kind, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!untold(kind).isEmpty()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(50_000_000);
    }
    return true;
  }

  private List<String> untold(String kind) {
    return IntStream.range(0, KILLS)
        .filter(host -> !isTold(kind, host))
        .mapToObj(host -> "h" + host)
        .toList();
  }

  /** What the server has yet to send, for people. */
  private List<String> waiting() throws IOException {
    HttpResponse<String> answer = server.get("/api/v1/alerts/notices");
    List<String> waiting = new ArrayList<>();
    for (JsonNode notice : JSON.readTree(answer == null ? "[]" : answer.body())) {
      if (notice.path("state").asText().equals("waiting")) {
        waiting.add(notice.path("subject").asText() + ", tried " + notice.path("attempts").asInt());
      }
    }
    return waiting;
  }
}
