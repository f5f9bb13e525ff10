// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.SpoolEntry;
import org.domestik.agent.spool.SpoolEntry.State;
import org.domestik.model.FileFault;
import org.domestik.model.Sample;

/**
 * Takes what is in the outbox to the spool, and from there to the server: what is new at once, what
 * has been waiting in order, and no faster than the server is at ease with. Where the server asks
 * for it, what is new gathers for some seconds; it is in the spool meanwhile.
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

  /** A script may have begun a while before the last look at the outbox. */
  private static final long SLACK_MILLIS = 10_000;

  /** So long a server may take for what is left, and then a disk. */
  private static final Duration LONGEST_CLOSE = Duration.ofMillis(1_500);

  private final String host;
  private final Outbox outbox;
  private final Spool spool;
  private final LongSupplier ticks;
  private final Log log;
  private final Backoff backoff;
  private final Early early;
  private final DeliveryFaults faults;
  private final Sender sender;
  private final Gathering gathering;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private final Receiving server;
  private final ServerTime time;

  /** Of this machine's clock, and its uptime, when the outbox was looked into last. */
  private long base;

  private long looked;
  private final boolean isTelling;
  private boolean isSkewTold;
  private long nextWaiting;
  private String reportedReason = "";

  /** Of the thread's last look, for whoever closes. */
  private volatile long inMemory;

  /**
   * @param page the outbox of the agent's own host; {@code outbox} itself where that is it
   * @param ticks nanoseconds of a clock that never jumps
   */
  public Courier(
      String host,
      Outbox outbox,
      Outbox page,
      Spool spool,
      Receiving server,
      InstantSource clock,
      LongSupplier ticks,
      Log log) {
    this(host, outbox, page, spool, server, ServerTime.none(clock), clock, ticks, log);
  }

  /**
   * @param page the outbox of the agent's own host; {@code outbox} itself where that is it
   * @param time the server's, of which {@code server} learns
   * @param ticks nanoseconds of a clock that never jumps
   */
  public Courier(
      String host,
      Outbox outbox,
      Outbox page,
      Spool spool,
      Receiving server,
      ServerTime time,
      InstantSource clock,
      LongSupplier ticks,
      Log log) {
    this.time = time;
    this.server = server;
    this.isTelling = time.isFirst();
    this.base = time.base();
    this.looked = time.uptime();
    this.host = host;
    this.outbox = outbox;
    this.spool = spool;
    this.ticks = ticks;
    this.log = log;
    this.backoff = new Backoff(ticks, new Random());
    this.early = new Early(ticks);
    this.faults = new DeliveryFaults(host, outbox, page, clock, log);
    this.sender = new Sender(host, spool, server, outbox, early, faults, this::answered);
    this.gathering = new Gathering(host, spool, server, ticks, MOST_ROWS);
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

  /** Whether its thread goes on; if an error ended it, nothing else would tell. */
  public boolean isRunning() {
    return thread.isAlive();
  }

  /** Stores what is left in the outbox and tries once to deliver it. */
  public void close() throws InterruptedException {
    close(List.of(this));
  }

  /** The same of several, at the same time. What waits for the server meanwhile is stored too. */
  static void close(Collection<Courier> couriers) throws InterruptedException {
    couriers.forEach(Courier::end);
    await(couriers);
    couriers.forEach(it -> it.server.hangUp());
    await(couriers);
    couriers.forEach(Courier::tellLost);
  }

  /** Lets the thread come to its end. */
  private void end() {
    closing.countDown();
    outbox.wake(); // Not interrupted: that would close the file it may be writing.
  }

  /** Waits for the ends of all, for so long. */
  private static void await(Collection<Courier> couriers) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_CLOSE.toNanos();
    for (Courier courier : couriers) {
      if (courier.thread.getState() != Thread.State.NEW) { // A signal may come before the start.
        courier.thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    }
  }

  private void tellLost() {
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
    long waiting =
        spool.unsent(this::allows) == null
            ? IDLE_MILLIS
            : (nextWaiting - ticks.getAsLong()) / 1_000_000;
    return Math.max(1, Math.min(waiting, gathering.millisLeft()));
  }

  /** Stores what is in the outbox, and delivers what is due. */
  public void step() {
    boolean isTurn = backoff.millisLeft() == 0;
    String fault = null;
    if (isTurn && time.wantsAnswer()) {
      try {
        server.greet();
      } catch (IOException e) {
        fault = FileFault.of(e);
      }
    }
    tellClocks();
    store(fault == null);
    if (fault != null) {
      away(fault);
    } else if (isTurn) {
      try {
        deliver();
      } catch (Receiving.Denied e) {
        faults.denied(e);
        away(FileFault.of(e));
      } catch (IOException e) {
        away(FileFault.of(e));
      }
      faults.ofSpool(spool);
    }
    inMemory = spool.inMemory();
  }

  private void tellClocks() {
    String problem = time.problem();
    if (isTelling && (problem != null) != isSkewTold) {
      isSkewTold = problem != null;
      faults.clocks(problem);
    }
  }

  private void store(boolean isThere) {
    Outbox.Contents contents = stamped(outbox.take());
    boolean away = backoff.isAway() || !isThere;
    if (away) {
      // Later ones will tell as much of the present state: they wait for no server.
      outbox.putBack(contents.runs(), contents.scripts() != null);
      contents =
          new Outbox.Contents(
              contents.samples(), contents.descriptions(), List.of(), null, contents.lost(), false);
    }
    if (!contents.isEmpty()) {
      for (Outbox.Contents part : contents.split(MOST_ROWS)) {
        add(part, away);
      }
      faults.ofSpool(spool);
    }
  }

  private void add(Outbox.Contents part, boolean away) {
    if (time.isWaiting() && !part.samples().isEmpty()) {
      spool.add(host, part.samplesOnly(), false, false);
      if (!part.withoutSamples().isEmpty()) {
        add(part.withoutSamples(), away); // So that the host's page says what it waits for.
      }
      return;
    }
    if (away || !mayGo(part) || !time.isKnown()) {
      spool.add(host, part, false, away);
      return;
    }
    Duration by = time.correction(time.boot(), base);
    gathering.add(by.isZero() ? part : part.withTimes(it -> by));
  }

  /**
   * What was taken since the last look, as if it was all stamped by the clock as it is: what came
   * before the clock was set has the other one's time.
   */
  private Outbox.Contents stamped(Outbox.Contents contents) {
    long former = base;
    long since = looked - SLACK_MILLIS;
    base = time.base();
    looked = time.uptime();
    Duration step = Duration.ofMillis(base - former);
    return !time.isOwn() && ServerTime.moved(base, former)
        ? contents.withTimes(
            it -> {
              long age = it.toEpochMilli() - base;
              return age >= since && age <= looked + SLACK_MILLIS ? Duration.ZERO : step;
            })
        : contents;
  }

  /** Whether it is worth sending a delivery now. */
  private boolean allows(SpoolEntry entry) {
    return early.allows(entry)
        && (entry.state() != State.BATCH || !entry.hasSamples() || !time.isWaiting());
  }

  private boolean mayGo(Outbox.Contents part) {
    return part.samples().stream().map(Sample::time).allMatch(early::allows);
  }

  private void deliver() throws IOException {
    boolean wasAway = backoff.isAway();
    // First what the server may know already, also what was stored just now to be sent at once.
    if (closing.getCount() == 0 || gathering.millisLeft() == 0) {
      gathering.end();
    }
    SpoolEntry known = spool.unsettled(this::isKnown);
    while (known != null) {
      sender.send(known);
      known = spool.unsettled(this::isKnown);
    }
    SpoolEntry old = nextWaiting - ticks.getAsLong() > 0 ? null : spool.unsent(this::allows);
    if (old != null) {
      long start = ticks.getAsLong();
      sender.send(spool.mark(old, State.SENT));
      long end = ticks.getAsLong();
      // At most half of a slow server's time; what is new does not wait for what is old.
      nextWaiting = end + Math.max(PACE_NANOS, end - start);
    }
    SpoolEntry newest = spool.newest();
    if (wasAway && newest != null && newest.state() == State.BATCH && allows(newest)) {
      sender.send(spool.mark(newest, State.SENT)); // The present is seen before the past.
    }
  }

  /** Whether the server may know it and takes it now; what still gathers it does not know. */
  private boolean isKnown(SpoolEntry entry) {
    return early.allows(entry) && !gathering.has(entry);
  }

  private void answered() {
    faults.letIn();
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
    gathering.end(); // It goes first when the server is back, as it is.
    backoff.failed();
  }
}
