// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of three servers on one database one is killed every few seconds, and now and then the database
 * ends all connections, while senders go from one server to the next: what was acknowledged is
 * there once, and each thing is told under one key.
 *
 * <p>{@code -Ddomestik.kills=200} kills more often than the default, {@code -Ddomestik.seed}
 * repeats.
 */
@Tag("slow")
class SharedKillTest {
  private static final int KILLS = Integer.getInteger("domestik.kills", 4);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SERVERS = 3;

  /** Each so many kills something becomes hot. */
  private static final int HOT_EVERY = 4;

  /** Each so many the database goes, too, and all that is hot must be told before more. */
  private static final int OUTAGE_EVERY = 20;

  /** In which another does what one did that was killed. */
  private static final Duration REPLACED = Duration.ofMinutes(1);

  /** The lease of one who was killed ends in less than a minute; the machine may be busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String CONFIGURATION =
      """
      policies = {
        { host = "purged", after = "2 hours", every = "15 minutes", keep = "12 hours" },
        { after = "2 hours", every = "15 minutes", keep = "20 years" },
      }
      """;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger jobs = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<LoneServer> servers = new ArrayList<>();
  private final List<Teller> tellers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /** By kind and host, the keys under which it was told. */
  private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

  private final AtomicInteger arrived = new AtomicInteger();
  private HttpServer receiver;
  private int hot;

  /** What takes all connections from the servers, as a restart of the database does. */
  private interface Outage {
    void happen() throws Exception;
  }

  @AfterEach
  void stop() {
    ended.set(true);
    servers.forEach(LoneServer::close);
    if (receiver != null) {
      receiver.stop(0);
    }
  }

  @Test
  @Tag("postgres")
  void onPostgres() throws Exception {
    EmbeddedPostgres[] postgres = {Postgres.start(folder.resolve("postgres"), 0)};
    int port = postgres[0].getPort();
    try {
      run(
          postgres[0].getJdbcUrl("postgres", "postgres"),
          () -> {
            postgres[0].close();
            postgres[0] = Postgres.start(folder.resolve("postgres"), port);
          });
    } finally {
      postgres[0].close();
    }
  }

  @Test
  @Tag("citus")
  @EnabledIfEnvironmentVariable(
      named = "DOMESTIK_CITUS",
      matches = "jdbc:postgresql:.+",
      disabledReason = "CITUS DID NOT RUN: no address of a coordinator in DOMESTIK_CITUS")
  void onCitus() throws Exception {
    String url = Objects.requireNonNull(System.getenv("DOMESTIK_CITUS"));
    String end =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    sql(url, end);
    sql(url, "DROP SCHEMA IF EXISTS domestik CASCADE");
    run(url, () -> sql(url, end));
  }

  private static void sql(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void run(String store, Outage outage) throws Exception {
    listen();
    for (int number = 0; number < SERVERS; number++) {
      servers.add(server("server" + number, store));
      servers.getLast().start();
      servers.getLast().await(PATIENCE);
    }
    Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(3000, ChronoUnit.DAYS);
    AtomicBoolean tellersEnded = new AtomicBoolean();
    for (Way way : Way.values()) {
      Story story = new Story(way, start, UUID.randomUUID());
      Random balancer = new Random(SEED ^ way.host().hashCode());
      tellers.add(
          new Teller(
              story,
              () -> servers.get(balancer.nextInt(SERVERS)).uri,
              tellersEnded,
              servers.getFirst().http,
              SEED));
      threads.add(Domestik.start(failures, tellers.getLast()));
    }
    Thread worker = Domestik.start(failures, this::work);
    long before = System.nanoTime();
    int outages = 0;
    for (int kill = 1; kill <= KILLS && failures.isEmpty(); kill++) {
      if (kill % HOT_EVERY == 1) {
        heat("h" + hot++, 95);
      }
      LoneServer server = servers.get(random.nextInt(SERVERS));
      server.kill();
      LockSupport.parkNanos(random.nextLong(1_000_000_000));
      server.start();
      LockSupport.parkNanos(random.nextLong(4_000_000_000L));
      if (kill % OUTAGE_EVERY == 0 || kill == KILLS) {
        outage.happen();
        outages++;
        awaitTold("firing", hot);
        System.out.println(kill + " kills");
      }
    }
    double seconds = (System.nanoTime() - before) / 1e9;
    for (int host = 0; host < hot; host++) {
      heat("h" + host, 50);
    }
    awaitTold("resolved", hot);
    tellersEnded.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    ended.set(true);
    worker.join();
    assertThat(failures).as("seed " + SEED).isEmpty();
    for (LoneServer server : servers) {
      server.await(PATIENCE);
    }
    Conservation.check(servers.getFirst(), tellers, "seed " + SEED);
    told.forEach((what, keys) -> assertThat(keys).as(what + ", seed " + SEED).hasSize(1));
    assertThat(told).as("seed " + SEED).hasSize(2 * hot);
    System.out.printf(
        "%d kills among %d servers and %d outages of the database in %.0f s: %d documents"
            + " acknowledged, %d put off, %d s for the slowest, %d times archived; %d changes told"
            + " in %d messages, %d requests, lost 0, doubled 0; seed %d%n",
        KILLS,
        SERVERS,
        outages,
        seconds,
        tellers.stream().mapToLong(Teller::acknowledged).sum(),
        tellers.stream().mapToLong(Teller::refused).sum(),
        tellers.stream().mapToLong(teller -> teller.longest().toSeconds()).max().orElse(0),
        jobs.get(),
        told.size(),
        told.values().stream().flatMap(Set::stream).distinct().count(),
        arrived.get(),
        SEED);
  }

  private LoneServer server(String name, String store) throws IOException {
    LoneServer server =
        new LoneServer(folder.resolve(name), CONFIGURATION, List.of("--store", store));
    server.tells(receiver.getAddress());
    return server;
  }

  private void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", this::hear);
    receiver.start();
  }

  private void hear(HttpExchange exchange) throws IOException {
    JsonNode message = JSON.readTree(exchange.getRequestBody());
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    arrived.incrementAndGet();
    for (JsonNode item : message.path("items")) {
      told.computeIfAbsent(
              message.path("kind").asText() + " " + item.path("host").asText(),
              it -> ConcurrentHashMap.newKeySet())
          .add(key);
    }
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  /** Delivers to one server after the other until one has taken it. */
  private void heat(String host, int heat) {
    String body =
        """
        {"host":"%s","samples":[{"probe":"oven","time":"%s","data":{"heat":%d}}]}"""
            .formatted(host, InstantSource.system().instant(), heat);
    int[] attempt = {0};
    Domestik.await(
        host + " is taken",
        PATIENCE,
        () -> status(servers.get(attempt[0]++ % SERVERS).uri, body) == 200);
  }

  private int status(URI server, String body) {
    try {
      return servers
          .getFirst()
          .http
          .send(
              HttpRequest.newBuilder(server.resolve("/api/v1/samples"))
                  .timeout(Duration.ofSeconds(30))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0; // It is being killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitTold(String kind, int count) {
    Domestik.await(
        count + " are told of as " + kind,
        PATIENCE,
        () -> told.keySet().stream().filter(it -> it.startsWith(kind + " ")).count() >= count);
  }

  /**
   * Archives and purges on whichever server answers, and never waits longer than the documentation
   * says for one that can; the books balance at any time.
   */
  private void work() {
    Random balancer = new Random(SEED);
    long last = System.nanoTime();
    while (!ended.get()) {
      LoneServer server = servers.get(balancer.nextInt(SERVERS));
      var archived = server.operation("archive");
      if (archived != null && archived.statusCode() == 200) {
        jobs.incrementAndGet();
        assertThat(Duration.ofNanos(System.nanoTime() - last)).isLessThan(REPLACED);
        last = System.nanoTime();
      }
      server.operation("purge");
      var books = server.get("/api/v1/verify");
      if (books != null && books.statusCode() == 200) {
        assertThat(books.body()).doesNotContain("\"balanced\":false").doesNotContain("lost:");
      }
      LockSupport.parkNanos(500_000_000);
    }
  }
}
