// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.domestik.agent.machine.FileFault;
import org.domestik.agent.spool.Loss;
import org.domestik.agent.spool.Outbox;
import org.domestik.agent.spool.Parts;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.Waiting;
import org.domestik.agent.spool.Waiting.State;
import org.domestik.model.Batch;
import org.domestik.model.Bucket;
import org.domestik.model.Run;
import org.domestik.model.Run.Outcome;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

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

  /** Samples of one batch mostly are no further apart. */
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  private static final Comparator<Instant> ORDER = Comparator.naturalOrder();

  private final String host;
  private final Outbox outbox;
  private final Spool spool;
  private final Receiving server;
  private final InstantSource clock;
  private final LongSupplier ticks;
  private final Log log;
  private final Backoff backoff;
  private final Early early;
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
    this.early = new Early(ticks);
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
    return spool.unsent(early::allows) == null
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
        spool.add(host, part, !away && mayGo(part), away);
      }
      reportLost();
    }
  }

  private boolean mayGo(Outbox.Contents part) {
    return part.samples().stream().map(Sample::time).allMatch(early::allows);
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
    Waiting known = spool.unsettled(early::allows);
    while (known != null) {
      send(known);
      known = spool.unsettled(early::allows);
    }
    Waiting old = nextWaiting - ticks.getAsLong() > 0 ? null : spool.unsent(early::allows);
    if (old != null) {
      long start = ticks.getAsLong();
      send(spool.mark(old, State.SENT));
      long end = ticks.getAsLong();
      // At most half of a slow server's time; what is new does not wait for what is old.
      nextWaiting = end + Math.max(PACE_NANOS, end - start);
    }
    Waiting newest = spool.newest();
    if (wasAway && newest != null && newest.state() == State.BATCH && early.allows(newest)) {
      send(spool.mark(newest, State.SENT)); // The present is seen before the past.
    }
  }

  private void send(Waiting one) throws IOException {
    Batch batch = spool.open(one);
    if (batch == null) {
      early.settled(one);
      return;
    }
    try {
      if (one.state() == State.PARTS) {
        sendParts(one, batch);
      } else {
        sendWhole(one, batch);
      }
    } catch (Receiving.NotYet e) {
      waits(one, batch, e);
      return;
    }
    // A kill before this line: it is sent again, and the server knows it by its sequence.
    spool.remove(one);
    boolean waited = !early.isEmpty();
    early.settled(one);
    if (waited && early.isEmpty()) {
      log.info("the server has what was of the future by its clock");
      reportClock(Outcome.OK, null);
    }
  }

  private void sendWhole(Waiting one, Batch batch) throws IOException, Receiving.NotYet {
    try {
      post(one, batch);
    } catch (Receiving.RefusedBatch e) {
      refused(one, batch, e);
    } catch (Receiving.NotYet e) {
      if (!isMixed(batch)) {
        throw e;
      }
      sendParts(spool.mark(one, State.PARTS), batch);
    }
  }

  /** Whether only some of a batch may be of the future: it spans the jump of a clock, or hours. */
  private static boolean isMixed(Batch batch) {
    return Parts.of(batch).size() > 1
        && Duration.between(times(batch).min(ORDER).orElse(Instant.MAX), latest(batch))
                .compareTo(TOGETHER)
            > 0;
  }

  private static Instant latest(Batch batch) {
    return times(batch).max(ORDER).orElse(Instant.MAX);
  }

  private static Stream<Instant> times(Batch batch) {
    return Stream.concat(
        batch.samples().stream().map(Sample::time),
        batch.buckets().stream().map(Bucket::lastKnown));
  }

  /** One batch that waits for its time holds up no other. */
  private void waits(Waiting one, Batch batch, Receiving.NotYet reason) {
    answered(); // The server is there.
    if (early.isEmpty()) {
      String message =
          "the clocks of this host and the server differ; what is of the future waits in the spool: "
              + reason.getMessage();
      log.warn(message);
      reportClock(Outcome.FAILED, message);
    }
    early.refused(one, latest(batch));
  }

  private void reportClock(Outcome outcome, @Nullable String error) {
    outbox.report(new Run("agent", "clock", outcome, error, clock.instant(), 0));
  }

  private void post(Waiting one, Batch batch)
      throws IOException, Receiving.RefusedBatch, Receiving.NotYet {
    server.post(batch.with(spool.state(one)));
    outbox.accepted(batch);
    answered();
  }

  private void answered() {
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
  private void refused(Waiting one, Batch batch, Receiving.RefusedBatch reason)
      throws IOException, Receiving.NotYet {
    if (Parts.of(batch).size() > 1) {
      sendParts(spool.mark(one, State.PARTS), batch);
    } else {
      refuse(one, batch, reason);
    }
  }

  private void sendParts(Waiting one, Batch batch) throws IOException, Receiving.NotYet {
    Receiving.NotYet early = null;
    for (Batch part : Parts.of(batch)) {
      try {
        sendPart(one, part);
      } catch (Receiving.NotYet e) {
        early = e; // The other parts may go.
      }
    }
    if (early != null) {
      throw early;
    }
  }

  private void sendPart(Waiting one, Batch part) throws IOException, Receiving.NotYet {
    try {
      post(one, part);
    } catch (Receiving.RefusedBatch e) {
      if (Parts.of(part).size() > 1) {
        sendParts(one, part);
      } else {
        refuse(one, part, e);
      }
    } catch (Receiving.NotYet e) {
      if (!isMixed(part)) {
        throw e;
      }
      sendParts(one, part);
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
