// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.storage.Acceptance;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.TooEarly;
import org.domestik.storage.batch.BoundBatch;
import org.domestik.storage.batch.FreshBatch;
import org.domestik.storage.batch.JournalFormat;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.hosts.Disagreements;
import org.domestik.storage.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches from many threads and makes whatever waits durable as one group, in one thread;
 * each caller returns when its own are.
 *
 * <p>Where there is an {@link Applier}, what is new for sure goes through it; all else goes into
 * the database at once, behind what the applier still has.
 */
public final class Intake implements AutoCloseable {
  private static final int WAITING = 1024;
  private static final int GROUP_ROWS = 100_000;
  private static final int ATTEMPTS = 10;

  /** Stands behind the last batch of all. */
  private static final Pending END =
      new Pending(List.of(), List.of(), List.of(), null, false, new CompletableFuture<>());

  private final Catalog catalog;
  private final Reception reception;
  private final Disagreements disagreements;
  private final GroupWriter writer;
  private final Folding folding;
  private final Readiness readiness;
  private final @Nullable Applier applier;
  private final BlockingQueue<Pending> waiting = new ArrayBlockingQueue<>(WAITING);
  private final ReentrantLock gate = new ReentrantLock();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Batches that came together and wait.
   *
   * @param bound as their sender's thread matched them to the tables; empty if those must change
   *     first
   * @param fresh the same, if the journal can take them; else empty
   * @param entry the same, as the journal takes it; null if {@code fresh} is empty
   * @param isCounted whether the answers must say how many samples were stored
   */
  private record Pending(
      List<Batch> batches,
      List<BoundBatch> bound,
      List<FreshBatch> fresh,
      Journal.@Nullable Entry entry,
      boolean isCounted,
      CompletableFuture<List<Acceptance>> answers) {

    int rows() {
      int rows = 0;
      for (Batch batch : batches) {
        for (var sample : batch.samples()) {
          rows += sample.rows().size();
        }
      }
      return rows;
    }
  }

  public Intake(
      Catalog catalog,
      Reception reception,
      Disagreements disagreements,
      GroupWriter writer,
      Folding folding,
      Readiness readiness,
      @Nullable Applier applier) {
    this.catalog = catalog;
    this.reception = reception;
    this.disagreements = disagreements;
    this.writer = writer;
    this.folding = folding;
    this.readiness = readiness;
    this.applier = applier;
    thread = Thread.ofPlatform().name("storage-writer").daemon().start(this::run);
  }

  /**
   * Stores batches, all or none, and returns when they are durable.
   *
   * @param isCounted whether the answers must say how many samples were stored; else they are those
   *     that came, however many were there already
   * @throws TooEarly if one is of the future by this server's clock
   */
  public List<Acceptance> accept(List<Batch> batches, boolean isCounted) {
    readiness.ensure();
    if (batches.isEmpty()) {
      return List.of();
    }
    Pending pending = pending(batches, isCounted);
    if (closed || !waiting.offer(pending)) {
      throw new StorageUnavailable(closed ? "closed" : "busy: " + WAITING + " batches wait");
    }
    try {
      return pending.answers().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted", e);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Throws what is bad, and does most of the work, before anybody else is kept waiting by it. */
  private Pending pending(List<Batch> batches, boolean isCounted) {
    List<BoundBatch> bound = new ArrayList<>(batches.size());
    List<FreshBatch> fresh = new ArrayList<>(batches.size());
    for (Batch batch : batches) {
      if (wishes(batch, batches.size() > 1).isEmpty()) {
        BoundBatch matched = reception.bind(batch);
        bound.add(matched);
        FreshBatch known = applier == null ? null : FreshBatch.of(matched, catalog);
        if (known != null) {
          fresh.add(known);
        }
      }
    }
    boolean allFresh = fresh.size() == batches.size();
    return new Pending(
        batches,
        bound.size() == batches.size() ? bound : List.of(),
        allFresh ? fresh : List.of(),
        allFresh ? new Journal.Entry(JournalFormat.write(fresh)) : null,
        isCounted,
        new CompletableFuture<>());
  }

  private List<Reception.Wish> wishes(Batch batch, boolean oneOfMany) {
    try {
      return reception.wishes(batch);
    } catch (BadInput e) {
      throw oneOfMany ? e.at("host \"" + batch.host() + "\"") : e;
    }
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
      settle();
      return work.get();
    } finally {
      gate.unlock();
    }
  }

  private void settle() {
    if (applier != null) {
      applier.settle();
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case BadInput bad -> new BadInput(String.valueOf(bad.getMessage()), bad);
      case TooEarly early -> new TooEarly(String.valueOf(early.getMessage()));
      case StorageUnavailable down ->
          new StorageUnavailable(String.valueOf(down.getMessage()), down);
      default -> new StorageUnavailable("unexpected: " + cause, cause);
    };
  }

  @SuppressWarnings("ReferenceEquality") // The end is one instance.
  private void run() {
    try {
      Pending first = waiting.take();
      while (first != END) {
        List<Pending> group = new ArrayList<>(List.of(first));
        int rows = first.rows();
        Pending next = waiting.peek();
        while (next != null && next != END && rows + next.rows() <= GROUP_ROWS) {
          group.add(waiting.remove());
          rows += next.rows();
          next = waiting.peek();
        }
        gate.lock();
        try {
          store(group);
        } catch (RuntimeException | Error e) {
          // Too little memory, say: whoever waits must hear of it, and this thread must go on.
          group.forEach(pending -> pending.answers().completeExceptionally(e));
        } finally {
          gate.unlock();
        }
        first = waiting.take();
      }
    } catch (InterruptedException e) {
      closed = true; // Nobody of ours interrupts this thread; whoever does wants it to end.
    }
  }

  private void store(List<Pending> group) {
    List<Pending> others = applier == null ? group : throughJournal(applier, group);
    if (!others.isEmpty()) {
      try {
        if (applier != null) {
          applier.checkFiles();
        }
        settle();
        storeAtOnce(others);
      } catch (StorageUnavailable e) {
        others.forEach(pending -> pending.answers().completeExceptionally(e));
      }
    }
  }

  /** Stores what the journal can take; answers what is left to be stored otherwise. */
  private List<Pending> throughJournal(Applier applier, List<Pending> group) {
    List<Pending> others = new ArrayList<>();
    List<Pending> sure = new ArrayList<>();
    List<Pending> late = new ArrayList<>();
    List<FreshBatch> batches = new ArrayList<>();
    List<Waiting> records = new ArrayList<>();
    group.forEach(pending -> pending.fresh().forEach(FreshBatch::begin));
    for (Pending pending : group) {
      Journal.Entry entry = pending.entry();
      if (entry == null || !pending.fresh().stream().allMatch(this::isCurrent)) {
        others.add(pending);
        continue;
      }
      boolean isNew = true;
      for (FreshBatch batch : pending.fresh()) {
        isNew &= writer.claim(batch);
        reception.heard(batch.bound().batch());
      }
      (isNew ? sure : late).add(pending);
      batches.addAll(pending.fresh());
      records.add(
          new Waiting(entry, isNew, !isNew && pending.isCounted() ? pending.answers() : null));
    }
    if (!records.isEmpty()) {
      try {
        applier.accept(batches, records);
      } catch (StorageUnavailable e) {
        sure.forEach(pending -> pending.answers().completeExceptionally(e));
        late.forEach(pending -> pending.answers().completeExceptionally(e));
        return others;
      }
      sure.forEach(pending -> pending.fresh().forEach(FreshBatch::remember));
      late.forEach(pending -> pending.fresh().forEach(FreshBatch::forget));
      sure.forEach(pending -> pending.answers().complete(answers(pending.fresh())));
      late.stream()
          .filter(pending -> !pending.isCounted())
          .forEach(pending -> pending.answers().complete(answers(pending.fresh())));
    }
    return others;
  }

  /** Whether a batch is still matched to what the database has. */
  @SuppressWarnings("ReferenceEquality") // A changed host is another instance.
  private boolean isCurrent(FreshBatch batch) {
    return catalog.host(batch.host().name()) == batch.host() && reception.isCurrent(batch.bound());
  }

  private static List<Acceptance> answers(List<FreshBatch> batches) {
    return batches.stream().map(batch -> new Acceptance(batch.samples().size(), false)).toList();
  }

  private void storeAtOnce(List<Pending> group) {
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
        good.getFirst().answers().completeExceptionally(e);
      } else {
        // One of them may be what is wrong: each for itself, so that the others are not harmed.
        good.forEach(pending -> storeAtOnce(List.of(pending)));
      }
    }
  }

  /** Widens the tables until the batches fit; answers them where they never will. */
  private boolean fit(Pending pending) {
    try {
      for (Batch batch : pending.batches()) {
        if (!isCurrent(pending)) {
          for (Reception.Wish wish : wishes(batch, pending.batches().size() > 1)) {
            catalog.describing().describe(batch.host(), wish.words());
            disagreements.tell(batch.host(), wish.words().probe());
          }
        }
        reception.heard(batch);
      }
      return true;
    } catch (RuntimeException e) {
      pending.answers().completeExceptionally(e);
      return false;
    }
  }

  private boolean isCurrent(Pending pending) {
    return !pending.bound().isEmpty() && pending.bound().stream().allMatch(reception::isCurrent);
  }

  private List<BoundBatch> bound(Pending pending) {
    return isCurrent(pending)
        ? pending.bound()
        : pending.batches().stream().map(reception::bind).toList();
  }

  private void answer(List<Pending> good) {
    for (int attempt = 1; ; attempt++) {
      try {
        List<BoundBatch> bound = new ArrayList<>();
        good.forEach(pending -> bound.addAll(bound(pending)));
        boolean isCounted = good.stream().anyMatch(Pending::isCounted);
        List<Acceptance> answers = writer.write(bound, isCounted);
        int from = 0;
        for (Pending pending : good) {
          int to = from + pending.batches().size();
          pending.answers().complete(List.copyOf(answers.subList(from, to)));
          from = to;
        }
        folding.added(
            bound.stream().mapToLong(BoundBatch::entries).sum()); // The answers are given already.
        return;
      } catch (StaleCatalog e) {
        if (attempt == ATTEMPTS) {
          throw new StorageUnavailable("other servers change the probes again and again", e);
        }
        catalog.load();
      }
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
    waiting.forEach(it -> it.answers().completeExceptionally(new StorageUnavailable("closed")));
  }
}
