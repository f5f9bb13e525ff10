// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Run;
import org.domestik.model.Run.Outcome;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/** Takes what is in the outbox to the spool, and from there to the server, in order. */
final class Courier {
  /** Scripts that run at the same time share a batch. */
  private static final long GATHER_MILLIS = 50;

  /** While the server is away a file holds more, or a month would be millions of them. */
  private static final long GATHER_AWAY_MILLIS = 5_000;

  private static final long IDLE_MILLIS = 5_000;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final String host;
  private final Outbox outbox;
  private final Spool spool;
  private final ServerClient server;
  private final InstantSource clock;
  private final Log log;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private Duration pause = Duration.ZERO;
  private long retryAt = System.nanoTime();
  private boolean spoolFull;

  Courier(
      String host, Outbox outbox, Spool spool, ServerClient server, InstantSource clock, Log log) {
    this.host = host;
    this.outbox = outbox;
    this.spool = spool;
    this.server = server;
    this.clock = clock;
    this.log = log;
    this.thread = new Thread(this::work, "courier");
  }

  void start() {
    thread.start();
  }

  /** Stores what is left in the outbox and tries once to deliver it. */
  void close() throws InterruptedException {
    closing.countDown();
    outbox.wake(); // Not interrupted: that would close the file it may be writing.
    thread.join(Duration.ofSeconds(3));
  }

  private void work() {
    try {
      boolean closed = false;
      while (!closed) {
        outbox.await(isAway() ? untilRetry() : IDLE_MILLIS);
        long gather = isAway() ? Math.min(GATHER_AWAY_MILLIS, untilRetry()) : GATHER_MILLIS;
        closed = closing.await(gather, TimeUnit.MILLISECONDS);
        store();
        deliver();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody does; what is in the spool stays there.
    }
  }

  private boolean isAway() {
    return !pause.isZero();
  }

  private long untilRetry() {
    return Math.max(1, (retryAt - System.nanoTime()) / 1_000_000);
  }

  private void store() {
    Outbox.Contents contents = outbox.take();
    // Runs alone are the present state; later ones will tell as much, so they wait for no server.
    if (contents.isEmpty()
        || contents.samples().isEmpty() && contents.scripts() == null && isAway()) {
      return;
    }
    try {
      spool.add(host, contents, isAway());
      reportLost(contents.lost() + spool.trim());
      spoolFull = false;
    } catch (IOException e) {
      outbox.putBack(contents);
      if (!spoolFull) {
        spoolFull = true;
        log.warn("cannot write the spool, samples wait in memory: " + e);
        report(Outcome.FAILED, "the spool cannot be written, samples wait in memory: " + e);
      }
    }
  }

  private void reportLost(long lost) {
    if (lost > 0) {
      outbox.announce(); // The list of scripts may have been in what was dropped.
      String message = "the spool is full: its oldest " + lost + " samples were dropped";
      log.warn(message);
      report(Outcome.FAILED, message);
    }
  }

  private void report(Outcome outcome, String error) {
    outbox.report(new Run("agent", "spool", outcome, error, clock.instant(), 0));
  }

  private void deliver() {
    while (!spool.isEmpty() && System.nanoTime() - retryAt >= 0) {
      Spool.Entry entry = null;
      try {
        entry = spool.oldest();
        if (entry == null) {
          return;
        }
        server.post(entry.batch());
        // A kill before this line: the batch is sent again, and the server knows it by its
        // sequence.
        spool.remove(entry.number());
        outbox.accepted(entry.batch());
        back();
      } catch (ServerClient.RefusedBatch e) {
        refused(entry, e);
      } catch (IOException e) {
        away(e);
      }
    }
  }

  private void back() {
    if (isAway()) {
      log.info("the server is back; " + spool.size() + " batches are waiting");
      pause = Duration.ZERO;
    }
  }

  private void away(IOException reason) {
    if (!isAway()) {
      log.warn("cannot deliver, samples wait in the spool: " + reason.getMessage());
    }
    Duration longer = isAway() ? pause.multipliedBy(2) : FIRST_PAUSE;
    pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    // A fleet must not come back as one.
    double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
    retryAt = System.nanoTime() + (long) (pause.toNanos() * jitter);
  }

  /** One bad sample must not hold up the others: they go again in parts. */
  private void refused(Spool.@Nullable Entry entry, ServerClient.RefusedBatch reason) {
    if (entry == null) {
      return;
    }
    Batch batch = entry.batch();
    List<Outbox.Contents> parts = parts(batch);
    try {
      if (parts.size() > 1) {
        for (Outbox.Contents part : parts) {
          spool.add(host, part, false);
        }
        // A kill before this line: the parts go twice, and the server knows their rows.
        spool.remove(entry.number());
        return;
      }
      String message = "the server refused this: " + reason.getMessage();
      spool.refuse(entry.number(), message);
      log.warn(message);
      outbox.refused(batch, message);
    } catch (IOException e) {
      away(e);
    }
  }

  /** The list of scripts and the runs alone, then by probe; those of one probe one by one. */
  private static List<Outbox.Contents> parts(Batch batch) {
    Map<String, List<Sample>> byProbe = new TreeMap<>();
    for (Sample sample : batch.samples()) {
      byProbe.computeIfAbsent(sample.probe(), absent -> new ArrayList<>()).add(sample);
    }
    List<Outbox.Contents> parts = new ArrayList<>();
    if (batch.scripts() != null) {
      parts.add(new Outbox.Contents(List.of(), Map.of(), List.of(), batch.scripts(), 0));
    }
    if (!batch.runs().isEmpty()) {
      parts.add(new Outbox.Contents(List.of(), Map.of(), batch.runs(), null, 0));
    }
    byProbe.forEach(
        (probe, samples) -> {
          if (byProbe.size() == 1) {
            samples.forEach(sample -> parts.add(part(batch, probe, List.of(sample))));
          } else {
            parts.add(part(batch, probe, samples));
          }
        });
    return parts;
  }

  private static Outbox.Contents part(Batch batch, String probe, List<Sample> samples) {
    ProbeDescription description = batch.descriptions().get(probe);
    return new Outbox.Contents(
        samples, description == null ? Map.of() : Map.of(probe, description), List.of(), null, 0);
  }
}
