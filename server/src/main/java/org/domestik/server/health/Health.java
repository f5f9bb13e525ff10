// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.health;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tries the parts without which no sample can be stored; what was found holds for a second, so that
 * asking is no way to load them.
 *
 * <p>It tries by itself too, and logs when a part fails and when it works again. Safe for use by
 * many threads.
 */
public final class Health implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Health.class.getName());
  private static final String OK = "ok";

  /** How long what was found holds, and how long one look may take, by default. */
  private static final Duration HOLDS = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration OWN_LOOKS = Duration.ofSeconds(10);

  private final Map<String, Part> parts;
  private final Supplier<Map<String, String>> problems;
  private final Duration holds;
  private final Duration patience;

  /** One look after the other: what hangs is not tried a second time meanwhile. */
  private final ScheduledExecutorService looks =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().name("health-", 0).daemon().factory());

  private Look latest = new Look(Map.of());
  private Map<String, String> logged = Map.of();

  private Health(
      Map<String, Part> parts,
      Supplier<Map<String, String>> problems,
      Duration holds,
      Duration patience) {
    this.parts = new LinkedHashMap<>(parts);
    this.problems = problems;
    this.holds = holds;
    this.patience = patience;
  }

  /** Something without which no sample can be stored. */
  @FunctionalInterface
  public interface Part {
    /** Throws an exception whose message says why it does not work. */
    void attempt() throws Exception;
  }

  /**
   * What was found.
   *
   * @param parts {@code ok} or the reason, by part
   * @param problems faults that stop nothing, by where they are
   */
  public record State(Map<String, String> parts, Map<String, String> problems) {
    /** Whether samples can be stored. */
    public boolean isOk() {
      return parts.values().stream().allMatch(OK::equals);
    }
  }

  /** Begins to look after parts, in their order; {@code problems} are faults that stop nothing. */
  public static Health of(Map<String, Part> parts, Supplier<Map<String, String>> problems) {
    return of(parts, problems, HOLDS, PATIENCE, OWN_LOOKS);
  }

  static Health of(
      Map<String, Part> parts,
      Supplier<Map<String, String>> problems,
      Duration holds,
      Duration patience,
      Duration ownLooks) {
    Health health = new Health(parts, problems, holds, patience);
    var _ =
        health.looks.scheduleWithFixedDelay(
            health::log, ownLooks.toMillis(), ownLooks.toMillis(), TimeUnit.MILLISECONDS);
    return health;
  }

  /** The state now, or of a moment ago; waits a few seconds at most. */
  public State state() {
    return new State(look().found(), Map.copyOf(problems.get()));
  }

  private synchronized Look look() {
    if (latest.isOver(holds)) {
      latest = new Look(parts);
      looks.execute(latest);
    }
    return latest;
  }

  private void log() {
    Map<String, String> found = look().found();
    found.forEach(
        (part, state) -> {
          if (!state.equals(logged.getOrDefault(part, OK))) {
            LOG.log(
                state.equals(OK) ? Level.INFO : Level.SEVERE,
                state.equals(OK)
                    ? part + ": samples can be stored again"
                    : part + ": samples cannot be stored: " + state);
          }
        });
    logged = found;
  }

  /** One attempt at each part. */
  private final class Look implements Runnable {
    private final Map<String, Part> parts;
    private final Map<String, String> found = new LinkedHashMap<>();
    private final long began = System.nanoTime();
    private boolean over;
    private long ended;

    Look(Map<String, Part> parts) {
      this.parts = parts;
      this.over = parts.isEmpty();
      this.ended = began - Duration.ofDays(1).toNanos();
    }

    @Override
    public void run() {
      parts.forEach((name, part) -> found(name, attempt(part)));
      synchronized (this) {
        over = true;
        ended = System.nanoTime();
        notifyAll();
      }
    }

    private static String attempt(Part part) {
      try {
        part.attempt();
        return OK;
      } catch (Exception | Error e) { // Whatever it is, it is the answer.
        return e.getMessage() == null ? e.toString() : e.getMessage();
      }
    }

    private synchronized void found(String name, String state) {
      found.put(name, state);
    }

    synchronized boolean isOver(Duration since) {
      return over && System.nanoTime() - ended > since.toNanos();
    }

    /** What has been found when it is over, or its time is. */
    synchronized Map<String, String> found() {
      long left = patience.toNanos() - (System.nanoTime() - began);
      while (!over && left > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
        left = patience.toNanos() - (System.nanoTime() - began);
      }
      Map<String, String> all = new LinkedHashMap<>();
      parts
          .keySet()
          .forEach(
              name ->
                  all.put(
                      name,
                      found.getOrDefault(
                          name, "no answer within " + patience.toMillis() / 1000.0 + " s")));
      return all;
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
