// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.domestik.agent.machine.FileFault;
import org.domestik.agent.spool.Loss;
import org.domestik.agent.spool.Outbox;
import org.domestik.agent.spool.Parts;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.Waiting;
import org.domestik.agent.spool.Waiting.State;
import org.domestik.model.Batch;
import org.domestik.model.Run;
import org.domestik.model.Run.Outcome;
import org.domestik.model.Sample;

/**
 * Takes what is in the outbox to the spool, and from there to the server: what is new at once, what
 * has been waiting in order, and no faster than the server is at ease with.
 */
public final class Courier {
  /** Scripts that run at the same time share a batch. */
  private static final long GATHER_MILLIS = 50;

  /** While the server is away a file holds more, or a month would be millions of them. */
  private static final long GATHER_AWAY_MILLIS = 5_000;

  private static final long IDLE_MILLIS = 5_000;

  /** Between two deliveries of what has been waiting. */
  private static final long PACE_NANOS = 100_000_000;

  /** What is stored, read and sent at once has to fit into the agent's small memory. */
  private static final int MOST_ROWS = 1_000;

  private final String host;
  private final Outbox outbox;
  private final Spool spool;
  private final Receiving server;
  private final InstantSource clock;
  private final LongSupplier ticks;
  private final Log log;
  private final Backoff backoff;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private long nextWaiting;
  private long reportedDrops;
  private boolean reportedFault;
  private String reportedReason = "";

  /** Of the thread's last look, for whoever closes. */
  private volatile long inMemory;

  /**
   * @param ticks nanoseconds of a clock that never jumps
   */
  public Courier(
      String host,
      Outbox outbox,
      Spool spool,
      Receiving server,
      InstantSource clock,
      LongSupplier ticks,
      Log log) {
    this.host = host;
    this.outbox = outbox;
    this.spool = spool;
    this.server = server;
    this.clock = clock;
    this.ticks = ticks;
    this.log = log;
    this.backoff = new Backoff(ticks, new Random());
    this.nextWaiting = ticks.getAsLong();
    this.thread = new Thread(this::work, "courier");
  }

  /** Starts the thread that spools and delivers. */
  public void start() {
    if (!spool.skipped().isEmpty()) {
      log.warn("left alone in the spool's folder: " + spool.skipped());
    }
    thread.start();
  }

  /** Stores what is left in the outbox and tries once to deliver it. */
  public void close() throws InterruptedException {
    end();
    await(Duration.ofSeconds(3));
  }

  /** Lets the thread come to its end. */
  void end() {
    closing.countDown();
    outbox.wake(); // Not interrupted: that would close the file it may be writing.
  }

  /** Waits for that end, for so long. */
  void await(Duration longest) throws InterruptedException {
    if (thread.getState() != Thread.State.NEW) { // A signal may come before the start.
      thread.join(longest);
    }
    if (inMemory > 0) {
      log.warn(
          "stopped: "
              + inMemory
              + " samples of "
              + host
              + " were in memory alone, because neither the spool nor the server took them; they"
              + " are lost");
    }
  }

  private void work() {
    try {
      boolean closed = false;
      while (!closed) {
        long pace = paceMillis();
        outbox.await(pace);
        long gather = backoff.isAway() ? GATHER_AWAY_MILLIS : GATHER_MILLIS;
        closed = closing.await(Math.min(gather, paceMillis()), TimeUnit.MILLISECONDS);
        stepOrLater();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody does; what is in the spool stays there.
    }
  }

  /** Without this thread nothing would be delivered any more, and nobody would be told. */
  private void stepOrLater() {
    try {
      step();
    } catch (RuntimeException e) { // A fault of ours.
      away("unexpected: " + e);
    }
  }

  /** How long there is nothing to do but for what comes in. */
  private long paceMillis() {
    if (backoff.isAway()) {
      return Math.max(1, backoff.millisLeft());
    }
    return spool.isEmpty()
        ? IDLE_MILLIS
        : Math.max(1, (nextWaiting - ticks.getAsLong()) / 1_000_000);
  }

  /** Stores what is in the outbox, and delivers what is due. */
  public void step() {
    store();
    if (backoff.millisLeft() == 0) {
      try {
        deliver();
      } catch (IOException e) {
        away(FileFault.of(e));
      }
      reportLost();
    }
    inMemory = spool.inMemory();
  }

  private void store() {
    Outbox.Contents contents = outbox.take();
    boolean away = backoff.isAway();
    if (away) {
      // Later ones will tell as much of the present state: they wait for no server.
      outbox.putBack(contents.runs(), contents.scripts() != null);
      contents =
          new Outbox.Contents(
              contents.samples(), contents.descriptions(), List.of(), null, contents.lost());
    }
    if (!contents.isEmpty()) {
      for (Outbox.Contents part : small(contents)) {
        spool.add(host, part, !away, away);
      }
      reportLost();
    }
  }

  /** Contents of so many rows that they can be handled at once; mostly it is one. */
  private static List<Outbox.Contents> small(Outbox.Contents contents) {
    List<List<Sample>> groups = new ArrayList<>();
    int rows = MOST_ROWS;
    for (Sample sample : contents.samples()) {
      rows += sample.rows().size();
      if (rows > MOST_ROWS) {
        groups.add(new ArrayList<>());
        rows = sample.rows().size();
      }
      groups.getLast().add(sample);
    }
    if (groups.size() < 2) {
      return List.of(contents);
    }
    List<Outbox.Contents> parts = new ArrayList<>();
    for (List<Sample> group : groups) {
      parts.add(
          parts.isEmpty()
              ? new Outbox.Contents(
                  group,
                  contents.descriptions(),
                  contents.runs(),
                  contents.scripts(),
                  contents.lost())
              : new Outbox.Contents(group, contents.descriptions(), List.of(), null, 0));
    }
    return parts;
  }

  private void reportLost() {
    for (Loss loss : spool.losses()) {
      reportedDrops += loss.samples();
      report(loss.text(host));
    }
    long lost = spool.dropped() - reportedDrops;
    if (lost > 0) {
      reportedDrops = spool.dropped();
      report("the spool is full: its oldest " + lost + " samples were dropped");
    }
    String fault = spool.fault();
    if (fault != null && !reportedFault) {
      report(fault);
    }
    reportedFault = fault != null;
  }

  private void report(String error) {
    log.warn(error);
    outbox.report(new Run("agent", "spool", Outcome.FAILED, error, clock.instant(), 0));
  }

  private void deliver() throws IOException {
    boolean wasAway = backoff.isAway();
    // First what the server may know already, also what was stored just now to be sent at once.
    for (Waiting one = spool.unsettled(); one != null; one = spool.unsettled()) {
      send(one);
    }
    Waiting old = nextWaiting - ticks.getAsLong() > 0 ? null : spool.unsent();
    if (old != null) {
      long start = ticks.getAsLong();
      send(spool.mark(old, State.SENT));
      long end = ticks.getAsLong();
      // At most half of a slow server's time; what is new does not wait for what is old.
      nextWaiting = end + Math.max(PACE_NANOS, end - start);
    }
    Waiting newest = spool.newest();
    if (wasAway && newest != null && newest.state() == State.BATCH) {
      send(spool.mark(newest, State.SENT)); // The present is seen before the past.
    }
  }

  private void send(Waiting one) throws IOException {
    Batch batch = spool.open(one);
    if (batch == null) {
      return;
    }
    if (one.state() == State.PARTS) {
      sendParts(one, batch);
    } else {
      try {
        post(one, batch);
      } catch (Receiving.RefusedBatch e) {
        refused(one, batch, e);
      }
    }
    // A kill before this line: it is sent again, and the server knows it by its sequence.
    spool.remove(one);
  }

  private void post(Waiting one, Batch batch) throws IOException, Receiving.RefusedBatch {
    server.post(batch.with(spool.state(one)));
    outbox.accepted(batch);
    if (backoff.isAway()) {
      log.info("the server is back; " + spool.size() + " batches are waiting");
      backoff.succeeded();
    }
  }

  private void away(String reason) {
    if (!backoff.isAway() || !reason.equals(reportedReason)) {
      log.warn("cannot deliver, samples wait in the spool: " + reason);
      reportedReason = reason;
    }
    backoff.failed();
  }

  /** One bad sample must not hold up the others: they go again in parts. */
  private void refused(Waiting one, Batch batch, Receiving.RefusedBatch reason) throws IOException {
    if (Parts.of(batch).size() > 1) {
      sendParts(spool.mark(one, State.PARTS), batch);
    } else {
      refuse(one, batch, reason);
    }
  }

  private void sendParts(Waiting one, Batch batch) throws IOException {
    for (Batch part : Parts.of(batch)) {
      try {
        post(one, part);
      } catch (Receiving.RefusedBatch e) {
        if (Parts.of(part).size() > 1) {
          sendParts(one, part);
        } else {
          refuse(one, part, e);
        }
      }
    }
  }

  private void refuse(Waiting one, Batch part, Receiving.RefusedBatch reason) throws IOException {
    String message = "the server refused this: " + reason.getMessage();
    reportedDrops += spool.refuse(one, part, message);
    if (outbox.refused(part, message)) {
      log.warn(message);
    } else {
      report(message);
    }
  }
}
