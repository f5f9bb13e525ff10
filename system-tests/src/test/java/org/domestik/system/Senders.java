// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.system.Story.Way;

/** Some who send to a server whose database fails: what they and {@code /health} hear of it. */
final class Senders implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final LoneServer server;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Teller> tellers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Begin to send to a server that answers. */
  Senders(LoneServer server, List<Way> ways) {
    this.server = server;
    Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(1000, ChronoUnit.DAYS);
    for (Way way : ways) {
      Story story = new Story(way, start, UUID.randomUUID());
      tellers.add(new Teller(story, server.uri, ended, server.http, 1));
      threads.add(Thread.ofPlatform().start(tellers.getLast()));
    }
  }

  /** Waits until senders are refused, and {@code /health} says why. */
  void areTold(String fault, String words) {
    long before = System.nanoTime();
    try {
      Domestik.await(fault + " is told", () -> health().contains(words));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; /health: " + health(), e);
    }
    System.out.printf(
        "%s: told after %.1f s; /health: %s; senders: %s%n",
        fault, seconds(before), health(), tellers.getFirst().lastRefusal());
  }

  /** Waits until a sender is refused once more. */
  void areRefused(String fault) {
    long known = refused();
    Domestik.await(fault + " is told to senders", () -> refused() > known);
  }

  /** Waits until everybody is acknowledged something, and answers after how long. */
  Duration goOn(String after) {
    long before = System.nanoTime();
    for (Teller teller : tellers) {
      long known = teller.acknowledged();
      Domestik.await(
          teller.story().way() + " goes on after " + after,
          () -> teller.acknowledged() > known + 1);
    }
    Domestik.await("/health is well after " + after, () -> health().contains("\"status\":\"ok\""));
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    System.out.printf("%s: over within %.1f s%n", after, took.toMillis() / 1e3);
    assertThat(took).isLessThan(LONGEST);
    return took;
  }

  /** Ends, and checks that what was acknowledged is there once. */
  void end(String where) throws IOException, InterruptedException {
    ended.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    Conservation.check(server, tellers, where);
  }

  /** How many documents were acknowledged. */
  long acknowledged() {
    return tellers.stream().mapToLong(Teller::acknowledged).sum();
  }

  private long refused() {
    return tellers.stream().mapToLong(Teller::refused).sum();
  }

  private String health() {
    HttpResponse<String> answer = server.get("/health");
    return answer == null ? "" : answer.body();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  @Override
  public void close() {
    ended.set(true);
  }
}
