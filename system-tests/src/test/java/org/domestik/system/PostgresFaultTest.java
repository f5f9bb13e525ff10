// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A PostgreSQL that has no connection left, locks tables, takes rights away, is stopped and is
 * killed under a server that samples come to: senders and {@code /health} are told why, the server
 * goes on by itself, and in the end everything acknowledged is there once.
 */
@Tag("slow")
@Tag("postgres")
class PostgresFaultTest {
  private static final String END_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'domestik'";

  @TempDir Path folder;

  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Teller> tellers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private EmbeddedPostgres postgres;
  private LoneServer server;

  @BeforeEach
  void start() throws Exception {
    postgres = postgres(0);
    sql("CREATE ROLE domestik LOGIN CREATEROLE");
    sql("GRANT CREATE ON DATABASE postgres TO domestik");
    String url = postgres.getJdbcUrl("domestik", "postgres");
    server = new LoneServer(folder, "", List.of("--store", url));
    server.start();
    server.await();
    Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(1000, ChronoUnit.DAYS);
    for (Way way : List.of(Way.ORDERED, Way.LATE, Way.LINES)) {
      Story story = new Story(way, start, UUID.randomUUID());
      tellers.add(new Teller(story, server.uri, ended, server.http, 1));
      threads.add(Thread.ofPlatform().start(tellers.getLast()));
    }
    goesOn("the start");
  }

  @AfterEach
  void stop() throws Exception {
    ended.set(true);
    server.close();
    postgres.close();
  }

  private EmbeddedPostgres postgres(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .setServerConfig("synchronous_commit", "on") // Off here by default: it loses commits.
        .setPort(port)
        .start();
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void whatAPostgresDoesIsToldAndSurvived() throws Exception {
    sql("ALTER ROLE domestik CONNECTION LIMIT 0");
    sql(END_SESSIONS);
    isTold("no connection left", "too many connections");
    sql("ALTER ROLE domestik CONNECTION LIMIT -1");
    goesOn("no connection left");

    try (Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE domestik.ledger IN ACCESS EXCLUSIVE MODE");
      isTold("a table locked", "lock");
      connection.rollback();
    }
    goesOn("a table locked");

    sql("REVOKE INSERT ON domestik.ledger FROM domestik");
    isTold("rights taken", "permission denied for table ledger");
    sql("GRANT INSERT ON domestik.ledger TO domestik");
    goesOn("rights taken");

    int port = postgres.getPort();
    postgres.close();
    isTold("stopped", "refused");
    postgres = postgres(port);
    goesOn("stopped");

    long postmaster =
        Long.parseLong(
            Files.readAllLines(folder.resolve("postgres/postmaster.pid")).getFirst().strip());
    ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
    isTold("killed", "refused");
    postgres.close();
    postgres = postgres(port);
    goesOn("killed");

    ended.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    Conservation.check(server, tellers, "after all faults");
  }

  /** Waits until senders are refused, and {@code /health} says why. */
  private void isTold(String fault, String words) {
    long before = System.nanoTime();
    Domestik.await(fault + " is told", () -> health().contains(words));
    long known = refused();
    Domestik.await(fault + " is told to senders", () -> refused() > known);
    System.out.printf(
        "%s: told after %.1f s; /health: %s; senders: %s%n",
        fault, seconds(before), health(), tellers.getFirst().lastRefusal());
  }

  private void goesOn(String after) {
    long before = System.nanoTime();
    for (Teller teller : tellers) {
      long known = teller.acknowledged();
      Domestik.await(
          teller.story().way() + " goes on after " + after,
          () -> teller.acknowledged() > known + 1);
    }
    Domestik.await("/health is well after " + after, () -> health().contains("\"status\":\"ok\""));
    System.out.printf("%s: over within %.1f s%n", after, seconds(before));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private long refused() {
    return tellers.stream().mapToLong(Teller::refused).sum();
  }

  private String health() {
    HttpResponse<String> answer = server.get("/health");
    return answer == null ? "" : answer.body();
  }
}
