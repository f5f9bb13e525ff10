// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.http.Body;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Faults;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.limit.Limits;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Growth;
import org.domestik.storage.Storage;
import org.domestik.storage.Terms;
import org.domestik.storage.TooEarly;

/**
 * Where all ways in come together: a turn for each body, the sender's rights and limits, the store,
 * the counts. What returns normally is durable. Safe for use by many threads.
 */
public final class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class.getName());
  private static final int PATIENCE_SECONDS = 20;

  /** Agents wait for 30; who hears nothing comes again by a new connection, with the same. */
  private static final int ANSWER_SECONDS = 25;

  /** Rows take some ten times the bytes of the body that they are of. */
  private static final long HEAP_PART = 32;

  private final Storage storage;
  private final InstantSource clock;
  private final IngestLimits limits;
  private final Limits quota;
  private final ServerMetrics metrics;
  private final IngestGate gate;
  private final List<Consumer<Batch>> listeners = new ArrayList<>();
  private final List<Consumer<Batch>> news = new ArrayList<>();

  public Intake(
      Storage storage,
      InstantSource clock,
      IngestLimits limits,
      Limits quota,
      ServerMetrics metrics) {
    this(storage, clock, limits, quota, metrics, ANSWER_SECONDS);
  }

  /** Answers after so many seconds at the latest, counted from when the body is there. */
  Intake(
      Storage storage,
      InstantSource clock,
      IngestLimits limits,
      Limits quota,
      ServerMetrics metrics,
      int answerSeconds) {
    this.storage = storage;
    this.clock = clock;
    this.limits = limits;
    this.quota = quota;
    this.metrics = metrics;
    long atOnce = Math.min(limits.bodyBytes(), Runtime.getRuntime().maxMemory() / HEAP_PART);
    gate = new IngestGate((int) atOnce, PATIENCE_SECONDS, answerSeconds);
  }

  /** Adds one who hears of every batch that is stored; before the first comes. */
  public void onStored(Consumer<Batch> listener) {
    listeners.add(listener);
  }

  /** The same, but not of one that was there before, as far as that is known. */
  public void onNews(Consumer<Batch> listener) {
    news.add(listener);
  }

  public InstantSource clock() {
    return clock;
  }

  public IngestLimits limits() {
    return limits;
  }

  /** The descriptions in force, by probe. */
  public Map<String, ProbeDescription> descriptions() {
    return storage.descriptions();
  }

  /** A batch with those of its rows alone whose series the store has heard of. */
  public Batch ofKnownSeries(Batch batch) {
    return BatchParts.only(batch, (probe, key) -> knows(batch.host(), probe, key));
  }

  /** The others. */
  public Batch ofNewSeries(Batch batch) {
    return BatchParts.only(batch, (probe, key) -> !knows(batch.host(), probe, key));
  }

  /** Whether the store has heard of a series. */
  public boolean knows(String host, String probe, List<String> key) {
    return storage.knows(host, probe, key);
  }

  /** Waits for the whole body, within its limit. */
  public Body body(Exchange exchange) throws IOException {
    return Body.of(exchange, limits.bodyBytes());
  }

  /** Waits for a body's turn, which is held until it is closed. */
  public IngestGate.Turn turn(Exchange exchange, Body body) {
    return gate.enter(exchange.address(), body.most());
  }

  /** Waits for a turn of so many bytes that came from an address. */
  public IngestGate.Turn turn(String address, long bytes) {
    return gate.enter(address, bytes);
  }

  /** The same of a sender that nobody answers. */
  public IngestGate.Turn turnOfUnanswered(String address, long bytes) {
    return gate.enterUnanswered(address, bytes);
  }

  /** Takes a body's bytes off what a host and its sender may bring, or throws. */
  public void weigh(Caller caller, String host, long bytes) {
    quota.bytes(caller, host, bytes);
  }

  /**
   * Stores what a sender brought, who is told no more than that it is durable.
   *
   * @param turn the body's, which says how long it is waited for
   * @param bytes what it took; each host's part is that of its samples
   */
  public void store(IngestGate.Turn turn, Caller caller, List<Batch> read, long bytes) {
    List<Batch> batches = read.stream().map(batch -> own(caller, batch)).toList();
    long samples = batches.stream().mapToLong(it -> it.samples().size()).sum();
    batches.forEach(
        it -> weigh(caller, it.host(), bytes * it.samples().size() / Math.max(1, samples)));
    long started = System.nanoTime();
    List<Acceptance> all =
        batches.stream().map(it -> new Acceptance(it.samples().size(), false)).toList();
    storage.store(batches, new Waiting(turn, caller, _ -> note(batches, all, started)));
    note(batches, all, started);
  }

  /**
   * Stores a batch that is the caller's own, and tells what became of it.
   *
   * @param turn the body's, which says how long it is waited for
   */
  public Acceptance accept(IngestGate.Turn turn, Caller caller, Batch batch) {
    long started = System.nanoTime();
    List<Batch> batches = List.of(batch);
    List<Acceptance> all =
        storage.acceptAll(batches, new Waiting(turn, caller, it -> note(batches, it, started)));
    note(batches, all, started);
    return all.getFirst();
  }

  /** A sender that waits for its answer, and leaves its room behind where that takes too long. */
  private final class Waiting implements Terms {
    private final IngestGate.Turn turn;
    private final Caller caller;
    private final Consumer<List<Acceptance>> late;

    Waiting(IngestGate.Turn turn, Caller caller, Consumer<List<Acceptance>> late) {
      this.turn = turn;
      this.caller = caller;
      this.late = late;
    }

    @Override
    public void grow(Growth growth) {
      Intake.this.grow(caller, growth);
    }

    @Override
    public long patience() {
      return turn.patience();
    }

    @Override
    public void leave(CompletableFuture<List<Acceptance>> answers) {
      turn.keep(answers); // Its bytes are in memory as long.
      var _ = answers.thenAcceptAsync(late, Thread::startVirtualThread);
    }
  }

  /** Stores batches of an admin, all or none, without anybody's hearing of them. */
  public List<Acceptance> importAll(List<Batch> batches) {
    List<Acceptance> all = storage.acceptAll(batches);
    all.forEach(it -> metrics.samples.add(it.accepted()));
    return all;
  }

  /** A batch under the name that its host has here; refused where it is of another's host. */
  public static Batch own(Caller caller, Batch batch) {
    String host = caller.hostOf(batch.host());
    caller.checkHost(host);
    return host.equals(batch.host()) ? batch : batch.of(host);
  }

  /** The endpoint with its failures counted. */
  public Endpoint counted(Endpoint endpoint) {
    return exchange -> {
      try {
        endpoint.answer(exchange);
      } catch (RuntimeException e) {
        failed(e);
        throw e;
      }
    };
  }

  /** Counts a batch that could not be stored. */
  public void failed(RuntimeException fault) {
    boolean isEarly = fault instanceof TooEarly || fault.getCause() instanceof TooEarly;
    metrics.batches.add(1, isEarly ? "early" : Faults.status(fault) < 500 ? "refused" : "failed");
  }

  private void grow(Caller caller, Growth growth) {
    quota.grow(caller, growth);
    if (!growth.alike().isEmpty()) {
      LOG.warning(
          () ->
              "there is a new host \""
                  + growth.host()
                  + "\", and \""
                  + growth.alike().getFirst()
                  + "\" differs from it in upper and lower case alone; if it is the same machine:"
                  + " ./domestik rename-host, or delete one");
    }
  }

  private void note(List<Batch> batches, List<Acceptance> all, long started) {
    metrics.commit.record(Duration.ofNanos(System.nanoTime() - started));
    for (int i = 0; i < all.size(); i++) {
      note(batches.get(i), all.get(i));
    }
  }

  private void note(Batch batch, Acceptance acceptance) {
    metrics.batches.add(
        1, acceptance.duplicate() ? "duplicate" : acceptance.conflict() ? "conflict" : "accepted");
    metrics.samples.add(acceptance.accepted());
    listeners.forEach(it -> it.accept(batch));
    if (!acceptance.duplicate()) {
      news.forEach(it -> it.accept(batch));
    }
  }
}
