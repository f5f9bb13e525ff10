// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.domestik.storage.Acceptance;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.journal.Journal;
import org.domestik.storage.journal.OwnFiles;
import org.domestik.storage.sql.Log;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is acknowledged in the journal and moves it into the database in groups, a moment
 * later, in a thread of its own: a table's part of a commit costs the same for one row and for
 * thousands.
 *
 * <p>Who reads the database calls {@link #settle} first, so that nobody sees the difference.
 */
public final class Applier implements AutoCloseable {
  /**
   * Two of DuckDB's row groups: so many it writes to their place at once, rather than first to its
   * log and at a checkpoint again. A row more would begin a third, which would stay as small.
   */
  private static final long MOST_ROWS = 2 * 122_880;

  private static final long ENOUGH_ROWS = MOST_ROWS - 10_000;
  private static final long LONGEST_SECONDS = 1;

  /** Of wide rows the heap holds fewer: this part of it waits, and as much is on its way. */
  private static final long HEAP_PART = 8;

  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / HEAP_PART;
  private static final long ENOUGH_BYTES = MOST_BYTES / 2;

  /** A group that large is in the tables sooner. */
  private static final long LONGEST_FULL_SECONDS = 3;

  private final Journal journal;
  private final OwnFiles files;
  private final Aside aside;
  private final Folding folding;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<UnappliedRecord> waiting = new ArrayList<>();
  private long waitingRows;
  private long waitingBytes;

  /** Since when somebody waits for room among those that wait; 0: nobody does. */
  private long fullSince;

  private boolean hurry;
  private boolean closed;
  private @Nullable StorageUnavailable failure;

  /** The last turn of the journal that is in the database. */
  private long done;

  /** {@code files} are those of the journal and of the database. */
  public Applier(Journal journal, OwnFiles files, Aside aside, Folding folding) {
    this.journal = journal;
    this.files = files;
    this.aside = aside;
    this.folding = folding;
    done = journal.turn() - 1;
    thread = Thread.ofPlatform().name("storage-applier").daemon().start(this::run);
  }

  /**
   * Makes records durable; they will be in the database before anybody reads it. Who waits for an
   * answer of one gets it then.
   *
   * @param rows how many the tables will get
   */
  public void accept(List<UnappliedRecord> records, long rows) {
    lock.lock();
    try {
      List<Journal.Entry> entries = records.stream().map(UnappliedRecord::entry).toList();
      long bytes = entries.stream().mapToLong(entry -> entry.bytes().length).sum();
      while (!waiting.isEmpty()
          && (waitingRows + rows > MOST_ROWS || waitingBytes + bytes > MOST_BYTES)) {
        throwFailure();
        hurry = true;
        fullSince = fullSince == 0 ? System.nanoTime() | 1 : fullSince;
        changed.signalAll();
        changed.awaitUninterruptibly(); // Until the thread took them.
      }
      fullSince = 0;
      checkFiles();
      // In one step: a batch must be applied with the turn of the journal that it stands in.
      journal.append(entries);
      waiting.addAll(records);
      hurry |= records.stream().anyMatch(record -> record.answers() != null);
      waitingRows += rows;
      waitingBytes += bytes;
      if (waiting.size() == records.size() || hurry || isEnough()) {
        changed.signalAll(); // Else the thread would be woken for nothing.
      }
    } finally {
      lock.unlock();
    }
  }

  /** Throws {@link StorageUnavailable} where what is written now would be lost with the process. */
  public void checkFiles() {
    files.check();
  }

  /** Throws {@link StorageUnavailable} where {@link #accept} could make nothing durable now. */
  public void check() {
    // First: where the disk fails, the database tells of what came of it, over and over.
    files.tryToWrite();
    lock.lock();
    try {
      throwFailure();
      long full = fullSince == 0 ? 0 : (System.nanoTime() - fullSince) / 1_000_000_000;
      if (full >= LONGEST_FULL_SECONDS) {
        throw new StorageUnavailable("the database has taken no more rows for " + full + " s");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns when all that was accepted before is in the database. */
  public void settle() {
    lock.lock();
    try {
      long mine = waiting.isEmpty() ? journal.turn() - 1 : journal.turn();
      hurry = hurry || !waiting.isEmpty();
      changed.signalAll();
      while (done < mine) {
        throwFailure();
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void throwFailure() {
    if (failure != null) {
      throw new StorageUnavailable(String.valueOf(failure.getMessage()), failure);
    }
  }

  private void run() {
    while (true) {
      List<UnappliedRecord> group;
      long turn;
      lock.lock();
      try {
        awaitWork();
        if (waiting.isEmpty()) {
          return; // Closed.
        }
        group = waiting;
        waiting = new ArrayList<>();
        waitingRows = 0;
        waitingBytes = 0;
        hurry = false;
        fullSince = 0; // Also where who waited for it has gone with an error.
        turn = journal.begin();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      if (!apply(group, turn)) {
        return;
      }
    }
  }

  private void awaitWork() {
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      long left = TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
      while (left > 0 && !isEnough() && !hurry && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      closed = true; // Nobody of ours interrupts this thread; whoever does wants it to end.
    }
  }

  private boolean isEnough() {
    return waitingRows >= ENOUGH_ROWS || waitingBytes >= ENOUGH_BYTES;
  }

  /** Tries until it works; false if this was closed before it did: the journal keeps it then. */
  private boolean apply(List<UnappliedRecord> group, long turn) {
    List<GroupWriter.Stored> stored = new ArrayList<>();
    List<UnappliedRecord> records = group;
    boolean isAgain = false;
    while (true) {
      @Nullable StorageUnavailable fault = attempt(records, turn, stored, isAgain);
      lock.lock();
      try {
        failure = fault;
        changed.signalAll();
        if (fault == null) {
          done = turn;
          break;
        }
        // They are durable; who sends them again hears what became of them.
        refuse(group, fault);
        refuse(waiting, fault); // It is not known for how long they would have to wait.
        isAgain = true;
        records = group.stream().map(UnappliedRecord::again).toList();
        Log.LOGGER.warning(() -> "waiting samples cannot be stored yet: " + fault.getMessage());
        if (closed) {
          return false;
        }
        changed.awaitNanos(TimeUnit.SECONDS.toNanos(LONGEST_SECONDS));
      } catch (InterruptedException e) {
        return false;
      } finally {
        lock.unlock();
      }
    }
    for (int i = 0; i < group.size(); i++) {
      CompletableFuture<List<Acceptance>> answers = group.get(i).answers();
      if (answers != null) {
        answers.complete(stored.get(i).answers());
      }
    }
    folding.added(stored.stream().mapToLong(GroupWriter.Stored::entries).sum());
    return true;
  }

  private void retryAside() {
    try {
      aside.retryIfDue();
    } catch (RuntimeException e) {
      Log.LOGGER.warning(() -> "rows that are kept beside their tables stay there: " + e);
    }
  }

  private static void refuse(List<UnappliedRecord> records, StorageUnavailable fault) {
    for (UnappliedRecord record : records) {
      CompletableFuture<List<Acceptance>> answers = record.answers();
      if (answers != null) {
        answers.completeExceptionally(fault);
      }
    }
  }

  private @Nullable StorageUnavailable attempt(
      List<UnappliedRecord> group, long turn, List<GroupWriter.Stored> stored, boolean isAgain) {
    try {
      stored.addAll(aside.apply(group, turn));
      for (int i = 0; i < group.size(); i++) {
        // An attempt that failed may have left some of it in the tables, which is no change now.
        boolean came = isAgain || stored.get(i).isChange();
        group.get(i).doubted().forEach(entry -> entry.settle(came));
      }
      retryAside(); // Before anybody reads.
      return null;
    } catch (StorageUnavailable e) {
      return e;
    } catch (RuntimeException | Error e) { // Too little memory, say: it is tried again.
      return new StorageUnavailable("unexpected: " + e, e);
    }
  }

  /** Moves what waits into the database; what cannot be moved is left to the next start. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuse(waiting, new StorageUnavailable("closed"));
    if (waiting.isEmpty() && done == journal.turn() - 1) {
      journal.remove();
    } else {
      journal.close();
    }
  }
}
