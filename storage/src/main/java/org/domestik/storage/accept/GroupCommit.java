// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Growth;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Terms;
import org.domestik.storage.TooEarly;
import org.domestik.storage.accept.Proposals.Proposal;
import org.domestik.storage.batch.Preparation;
import org.domestik.storage.batch.PreparedBatch;

/**
 * Takes requests from many threads and makes whatever waits durable as one group, in one thread;
 * each caller returns when its own is.
 */
public final class GroupCommit implements AutoCloseable {
  private final Validation validation;
  private final Preparation preparation;
  private final Growing growing;
  private final Readiness readiness;
  private final WriteAhead ahead;
  private final TableWriter tables;
  private final Unawaited unawaited;
  private final Waiting waiting = new Waiting();
  private final ReentrantLock gate = new ReentrantLock();
  private final Thread thread;
  private volatile boolean closed;

  public GroupCommit(
      Validation validation,
      Preparation preparation,
      Growing growing,
      Readiness readiness,
      WriteAhead ahead,
      TableWriter tables,
      Unawaited unawaited) {
    this.validation = validation;
    this.preparation = preparation;
    this.growing = growing;
    this.readiness = readiness;
    this.ahead = ahead;
    this.tables = tables;
    this.unawaited = unawaited;
    thread = Thread.ofPlatform().name("storage-writer").daemon().start(this::run);
  }

  /**
   * Stores batches, all or none, and returns when they are durable.
   *
   * @param isCounted whether the answers must say how many samples were stored; else they are those
   *     that came, however many were there already
   * @throws TooEarly if one is of the future by this server's clock
   */
  public List<Acceptance> accept(List<Batch> batches, boolean isCounted, Terms terms) {
    readiness.ensure();
    if (batches.isEmpty()) {
      return List.of();
    }
    List<List<Proposal>> proposals =
        batches.stream().map(batch -> validation.check(batch, batches.size())).toList();
    if (proposals.stream().allMatch(List::isEmpty) && batches.stream().allMatch(ahead::isRepeat)) {
      return answered(batches, Acceptance.REPEAT);
    }
    CompletableFuture<?> first = unawaited.first(batches);
    if (first != null) {
      CompletableFuture<List<Acceptance>> answers =
          first.thenApply(_ -> answered(batches, Acceptance.REPEAT));
      return await(new WriteRequest(batches, List.of(), null, isCounted, answers), terms);
    }
    List<PreparedBatch> prepared = prepared(batches, proposals, terms);
    if (!prepared.isEmpty() && ahead.areThere(prepared)) {
      return answered(batches, Acceptance.NOTHING);
    }
    WriteRequest request =
        new WriteRequest(
            batches,
            prepared,
            prepared.isEmpty() ? null : ahead.entry(prepared),
            isCounted,
            new CompletableFuture<>());
    if (closed || !waiting.offer(request)) {
      throw new StorageUnavailable(closed ? "closed" : "busy: " + Waiting.MOST + " batches wait");
    }
    return await(request, terms);
  }

  private List<Acceptance> await(WriteRequest request, Terms terms) {
    CompletableFuture<List<Acceptance>> answers = request.answers();
    try {
      return noted(request, answers.get(terms.patience(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      CompletableFuture<List<Acceptance>> late = answers.thenApply(all -> noted(request, all));
      unawaited.add(request.batches(), late);
      terms.leave(late);
      throw new StorageUnavailable(
          "the store is behind: this waits for its turn, and is known when it comes again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted", e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause() == null ? e : e.getCause());
    }
  }

  private List<Acceptance> noted(WriteRequest request, List<Acceptance> answers) {
    ahead.note(request.prepared());
    return answers;
  }

  /** The answers to batches that are durable already. */
  private List<Acceptance> answered(List<Batch> batches, Acceptance answer) {
    if (closed) {
      throw new StorageUnavailable("closed");
    }
    ahead.check();
    return Collections.nCopies(batches.size(), answer);
  }

  /**
   * Does most of the work before anybody else is kept waiting by it; answers none if tables or
   * numbers must change first.
   */
  private List<PreparedBatch> prepared(
      List<Batch> batches, List<List<Proposal>> proposals, Terms terms) {
    List<PreparedBatch> prepared = new ArrayList<>(batches.size());
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      PreparedBatch one = proposals.get(i).isEmpty() ? preparation.prepare(batch) : null;
      Growth growth = one == null ? growing.of(batch, proposals.get(i)) : null;
      if (one != null) {
        prepared.add(one);
      } else if (growth != null) {
        terms.grow(growth);
      }
    }
    return prepared.size() == batches.size() ? prepared : List.of();
  }

  /** Runs work while nothing is taken in and all that was is in the database. */
  public void alone(Runnable work) {
    alone(
        () -> {
          work.run();
          return true;
        });
  }

  /** Likewise, of work that answers something. */
  public <T> T alone(Supplier<T> work) {
    gate.lock();
    try {
      ahead.settle();
      return work.get();
    } finally {
      gate.unlock();
    }
  }

  /** Runs work likewise, if its turn comes within a time. */
  public void aloneWithin(Duration patience, Runnable work) {
    try {
      if (gate.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          alone(work);
        } finally {
          gate.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case BadInput bad -> new BadInput(String.valueOf(bad.getMessage()), bad);
      case TooEarly early -> new TooEarly(String.valueOf(early.getMessage()), early.latest());
      case StorageUnavailable down ->
          new StorageUnavailable(String.valueOf(down.getMessage()), down);
      default -> new StorageUnavailable("unexpected: " + cause, cause);
    };
  }

  private void run() {
    try {
      List<WriteRequest> group = waiting.group();
      while (!group.isEmpty()) {
        gate.lock();
        try {
          store(group);
        } catch (RuntimeException | Error e) {
          // Too little memory, say: whoever waits must hear of it, and this thread must go on.
          fail(group, e);
        } finally {
          gate.unlock();
        }
        group = waiting.group();
      }
    } catch (InterruptedException e) {
      closed = true; // Nobody of ours interrupts this thread; whoever does wants it to end.
    }
  }

  private void store(List<WriteRequest> group) {
    List<WriteRequest> others = ahead.take(group);
    if (others.isEmpty()) {
      return;
    }
    try {
      ahead.check();
      ahead.settle();
      List<WriteRequest> fitting = tables.fitting(others, this::storeReady);
      others = ahead.take(fitting.stream().map(this::withEntry).toList());
      tables.write(others);
    } catch (StorageUnavailable e) {
      fail(others, e);
    }
  }

  /** Lets those overtake that need no other tables: many new probes take their time. */
  private void storeReady() {
    List<WriteRequest> ready = waiting.overtaking(tables::isReady);
    if (!ready.isEmpty()) {
      try {
        store(ready);
      } catch (RuntimeException | Error e) {
        fail(ready, e); // As each group hears of its own.
      }
      ahead.settle();
    }
  }

  private WriteRequest withEntry(WriteRequest request) {
    return request.prepared().isEmpty()
        ? request
        : request.ready(request.prepared(), ahead.entry(request.prepared()));
  }

  private static void fail(List<WriteRequest> requests, Throwable cause) {
    requests.forEach(request -> request.answers().completeExceptionally(cause));
  }

  @Override
  public void close() {
    closed = true;
    try {
      waiting.end();
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fail(waiting.rest(), new StorageUnavailable("closed"));
  }
}
