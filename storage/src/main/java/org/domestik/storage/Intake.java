// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches from many threads and writes whatever waits as one group, in one thread; each
 * caller returns after the commit its batch was part of.
 */
final class Intake implements AutoCloseable {
  private static final int WAITING = 1024;
  private static final int GROUP_ROWS = 100_000;
  private static final int ATTEMPTS = 10;

  /** Stands behind the last batch of all. */
  private static final Pending END =
      new Pending(
          new Batch("end", null, List.of(), Map.of(), List.of()), null, new CompletableFuture<>());

  private final Catalog catalog;
  private final Reception reception;
  private final GroupWriter writer;
  private final Compaction compaction;
  private final Readiness readiness;
  private final BlockingQueue<Pending> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A batch that waits.
   *
   * @param bound as its sender's thread matched it to the tables; null if they must change first
   */
  private record Pending(
      Batch batch, @Nullable BoundBatch bound, CompletableFuture<Acceptance> answer) {}

  Intake(
      Catalog catalog,
      Reception reception,
      GroupWriter writer,
      Compaction compaction,
      Readiness readiness) {
    this.catalog = catalog;
    this.reception = reception;
    this.writer = writer;
    this.compaction = compaction;
    this.readiness = readiness;
    thread = Thread.ofPlatform().name("storage-writer").daemon().start(this::run);
  }

  /** Stores a batch and returns when it is durable. */
  Acceptance accept(Batch batch) {
    readiness.ensure();
    // Throws what is bad, and does most of the work, before anybody else is kept waiting by it.
    BoundBatch bound = reception.wishes(batch).isEmpty() ? reception.bind(batch) : null;
    Pending pending = new Pending(batch, bound, new CompletableFuture<>());
    if (closed || !waiting.offer(pending)) {
      throw new StorageUnavailable(closed ? "closed" : "busy: " + WAITING + " batches wait");
    }
    try {
      return pending.answer().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted", e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause() == null ? e : e.getCause());
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case BadInput bad -> new BadInput(String.valueOf(bad.getMessage()), bad);
      case StorageUnavailable down ->
          new StorageUnavailable(String.valueOf(down.getMessage()), down);
      default -> new StorageUnavailable("unexpected: " + cause, cause);
    };
  }

  private void run() {
    try {
      Pending first = waiting.take();
      while (!first.equals(END)) {
        List<Pending> group = new ArrayList<>(List.of(first));
        int rows = rows(first);
        Pending next = waiting.peek();
        while (next != null && !next.equals(END) && rows + rows(next) <= GROUP_ROWS) {
          group.add(waiting.remove());
          rows += rows(next);
          next = waiting.peek();
        }
        store(group);
        first = waiting.take();
      }
    } catch (InterruptedException e) {
      closed = true; // Nobody of ours interrupts this thread; whoever does wants it to end.
    }
  }

  private static int rows(Pending pending) {
    int rows = 0;
    for (var sample : pending.batch().samples()) {
      rows += sample.rows().size();
    }
    for (var bucket : pending.batch().buckets()) {
      rows += bucket.rows().size();
    }
    return rows;
  }

  private void store(List<Pending> group) {
    List<Pending> good = new ArrayList<>();
    for (Pending pending : group) {
      if (fit(pending)) {
        good.add(pending);
      }
    }
    if (good.isEmpty()) {
      return;
    }
    try {
      answer(good);
    } catch (RuntimeException e) {
      if (good.size() == 1) {
        good.getFirst().answer().completeExceptionally(e);
      } else {
        // One of them may be what is wrong: each for itself, so that the others are not harmed.
        good.forEach(pending -> store(List.of(pending)));
      }
    }
  }

  /** Widens the tables until the batch fits; answers it where it never will. */
  private boolean fit(Pending pending) {
    BoundBatch bound = pending.bound();
    if (bound != null && reception.isCurrent(bound)) {
      reception.heard(pending.batch());
      return true;
    }
    try {
      for (ProbeDescription wish : reception.wishes(pending.batch())) {
        catalog.describe(wish, false);
      }
      reception.heard(pending.batch());
      return true;
    } catch (RuntimeException e) {
      pending.answer().completeExceptionally(e);
      return false;
    }
  }

  private BoundBatch bound(Pending pending) {
    BoundBatch bound = pending.bound();
    return bound != null && reception.isCurrent(bound) ? bound : reception.bind(pending.batch());
  }

  private void answer(List<Pending> good) {
    for (int attempt = 1; ; attempt++) {
      try {
        List<BoundBatch> bound = good.stream().map(this::bound).toList();
        List<Acceptance> answers = writer.write(bound);
        for (int i = 0; i < good.size(); i++) {
          good.get(i).answer().complete(answers.get(i));
        }
        compact(bound);
        return;
      } catch (GroupWriter.Stale e) {
        if (attempt == ATTEMPTS) {
          throw new StorageUnavailable("other servers change the probes again and again", e);
        }
        catalog.load();
      }
    }
  }

  /** The answers are given already: a failure here only means that it is done later. */
  private void compact(List<BoundBatch> bound) {
    try {
      long rows = 0;
      for (BoundBatch batch : bound) {
        rows += 1 + batch.samples().size() + batch.batch().runs().size();
      }
      compaction.added(rows);
    } catch (StorageUnavailable e) {
      Log.LOGGER.warning(() -> "compaction: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      waiting.put(END);
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting.forEach(it -> it.answer().completeExceptionally(new StorageUnavailable("closed")));
  }
}
