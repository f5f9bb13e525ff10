// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server is killed again and again, at random moments and while it starts, with all ways to
 * send, archive and purge at work: in the end everything acknowledged is there once, by the books
 * and by the numbers themselves.
 *
 * <p>{@code -Ddomestik.kills=1000} kills more often than the default, {@code -Ddomestik.seed}
 * repeats.
 */
@Tag("slow")
class ServerKillTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final String CONFIGURATION =
      """
      policies = {
        { host = "purged", after = "2 hours", every = "15 minutes", keep = "12 hours" },
        { after = "2 hours", every = "15 minutes", keep = "20 years" },
      }
      """;

  /** One in so many kills comes before the server answers. */
  private static final int AT_THE_START_ONE_IN = 4;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean tellersEnded = new AtomicBoolean();
  private final AtomicLong jobs = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Teller> tellers = new ArrayList<>();

  @Test
  void onDuckDb() throws Exception {
    kill(List.of(), Integer.getInteger("domestik.kills", 20));
  }

  @Test
  @Tag("postgres")
  void onPostgres() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      kill(List.of("--store", url), Integer.getInteger("domestik.kills", 4));
    }
  }

  private void kill(List<String> store, int kills) throws Exception {
    Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(3000, ChronoUnit.DAYS);
    try (LoneServer server = new LoneServer(folder, CONFIGURATION, store)) {
      server.start();
      server.await();
      server.stop();
      List<Thread> threads = new ArrayList<>();
      for (Way way : Way.values()) {
        Story story = new Story(way, start, UUID.randomUUID());
        tellers.add(new Teller(story, server.uri, tellersEnded, server.http, SEED));
        threads.add(Domestik.start(failures, tellers.getLast()));
      }
      Thread worker = Domestik.start(failures, () -> work(server));
      long before = System.nanoTime();
      long starting = 0;
      int atStart = 0;
      for (int kill = 0; kill < kills && failures.isEmpty(); kill++) {
        long launched = System.nanoTime();
        server.start();
        if (random.nextInt(AT_THE_START_ONE_IN) == 0) {
          server.run(random.nextInt(1_000));
          atStart++;
        } else {
          awaitAnswer();
          starting += System.nanoTime() - launched;
          server.run(random.nextInt(500));
        }
        server.kill();
        if (kill % 50 == 49) {
          System.out.println(kill + 1 + " kills");
        }
      }
      double seconds = (System.nanoTime() - before) / 1e9;
      server.start();
      tellersEnded.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      ended.set(true);
      worker.join();
      assertThat(failures).as("seed " + SEED + ", " + server.log()).isEmpty();
      Conservation.check(server, tellers, "seed " + SEED);
      System.out.printf(
          "%d kills, %d of them at the start, in %.0f s, %.1f s from a start to an answer;"
              + " %d documents acknowledged, %d put off, %d s for the slowest,"
              + " %d times archived; seed %d%n",
          kills,
          atStart,
          seconds,
          starting / 1e9 / Math.max(1, kills - atStart),
          tellers.stream().mapToLong(Teller::acknowledged).sum(),
          tellers.stream().mapToLong(Teller::refused).sum(),
          tellers.stream().mapToLong(teller -> teller.longest().toSeconds()).max().orElse(0),
          jobs.get(),
          SEED);
    }
  }

  /** Waits for an answer to one of them, as some ways need more of a life than others. */
  private void awaitAnswer() {
    Teller one = tellers.get(random.nextInt(tellers.size()));
    long known = one.acknowledged();
    Domestik.await(
        "something is acknowledged",
        Duration.ofMinutes(10),
        () -> one.acknowledged() > known || !failures.isEmpty());
  }

  /** Archives and purges without end; the books balance at any time. */
  private void work(LoneServer server) {
    while (!ended.get()) {
      HttpResponse<String> archived = server.operation("archive");
      if (archived != null && archived.statusCode() == 200) {
        jobs.incrementAndGet();
      }
      server.operation("purge");
      HttpResponse<String> books = server.get("/api/v1/verify");
      if (books != null && books.statusCode() == 200) {
        assertThat(books.body()).doesNotContain("\"balanced\":false").doesNotContain("lost:");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
