// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends a story's documents one by one, each until it is acknowledged, as an agent does; some are
 * sent again although they were, as by one who has not heard the answer.
 */
final class Teller implements Runnable {
  /** A server that is killed all the time, on a busy machine, answers each sender late. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long PAUSE = Duration.ofMillis(5).toNanos();
  private static final int AGAIN_ONE_IN = 8;

  private final Story story;
  private final Supplier<URI> server;
  private final AtomicBoolean ended;
  private final HttpClient http;
  private final Random random;

  /** Documents that were acknowledged. */
  private final AtomicLong acknowledged = new AtomicLong();

  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  private volatile String lastRefusal = "";

  Teller(Story story, URI server, AtomicBoolean ended, HttpClient http, long seed) {
    this(story, () -> server, ended, http, seed);
  }

  /** Likewise, of several servers: {@code server} says to which one goes next. */
  Teller(Story story, Supplier<URI> server, AtomicBoolean ended, HttpClient http, long seed) {
    this.story = story;
    this.server = server;
    this.ended = ended;
    this.http = http;
    this.random = new Random(seed ^ story.way().host().hashCode());
  }

  Story story() {
    return story;
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** Answers that asked to come again. */
  long refused() {
    return refused.get();
  }

  /** The latest of them; empty if there was none. */
  String lastRefusal() {
    return lastRefusal;
  }

  /** How long the document took that took longest. */
  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  @Override
  public void run() {
    for (long number = 0; !ended.get(); number++) {
      String body = story.body(number);
      deliver(body);
      acknowledged.incrementAndGet();
      if (random.nextInt(AGAIN_ONE_IN) == 0) {
        deliver(body);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  private void deliver(String body) {
    long begun = System.nanoTime();
    String last = "";
    while (System.nanoTime() - begun < PATIENCE.toNanos()) {
      try {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(server.get().resolve(story.path()))
                    .timeout(Duration.ofSeconds(30))
                    .header("Content-Type", story.type())
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
        last = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() == 200 || answer.statusCode() == 204) {
          longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
          return;
        }
        if (answer.statusCode() != 503) {
          break;
        }
        refused.incrementAndGet();
        lastRefusal = last;
      } catch (IOException e) {
        last = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      LockSupport.parkNanos(4 * PAUSE);
    }
    throw new AssertionError(story.way() + " is not taken: " + last);
  }
}
