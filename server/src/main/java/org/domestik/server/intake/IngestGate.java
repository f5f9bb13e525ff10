// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.domestik.server.http.Refused;

/**
 * Bounds the memory of requests being taken in at once: each holds as many bytes as its body has
 * inflated, or may have, the others wait their turn. Their bodies are there as a whole, so a turn
 * never waits for a sender.
 *
 * <p>The next turn is the address's that holds least, and of these the one's whose last turn is
 * longest ago, so that one that sends much keeps nobody else waiting; the first come of it. Who is
 * next waits until there is room, however much it wants, for else small ones would pass it for
 * ever. Safe for use by many threads.
 */
public final class IngestGate {
  private static final int UNIT = 1024;
  private static final int MOST_SERVED = 1000;

  private static final Comparator<Address> ORDER =
      Comparator.<Address>comparingInt(it -> it.held)
          .thenComparingLong(it -> it.lastTurn)
          .thenComparingLong(it -> it.waiting.element().arrival);

  private final int units;
  private final long patienceNanos;
  private final long answerNanos;
  private final ReentrantLock lock = new ReentrantLock();

  /** Those that hold something, or wait. */
  private final Map<String, Address> addresses = new HashMap<>();

  /** Those that wait, the next one first: of a fleet that comes at once there are thousands. */
  private final NavigableSet<Address> next = new TreeSet<>(ORDER);

  /** Addresses in the order of their last turns, each with that turn's number. */
  private final LinkedHashMap<String, Long> served = new LinkedHashMap<>();

  private long arrivals;
  private long turns;
  private int free;

  /**
   * Of so many bytes.
   *
   * @param patienceSeconds how long a turn is waited for
   * @param answerSeconds after which a sender is to be answered, whatever there is to say
   */
  public IngestGate(int bytes, int patienceSeconds, int answerSeconds) {
    units = bytes / UNIT;
    free = units;
    patienceNanos = TimeUnit.SECONDS.toNanos(patienceSeconds);
    answerNanos = TimeUnit.SECONDS.toNanos(answerSeconds);
  }

  /** Room that is held until this is closed and what it was kept for is done. For one thread. */
  public final class Turn implements AutoCloseable {
    private final Address address;
    private final int wanted;
    private final long patience;
    private CompletableFuture<?> kept = CompletableFuture.completedFuture(null);

    private Turn(Address address, int wanted, long patience) {
      this.address = address;
      this.wanted = wanted;
      this.patience = patience;
    }

    /** For how many nanoseconds each of what it brings may wait to be stored. */
    public long patience() {
      return patience;
    }

    /** Keeps the room for something that goes on without its sender. */
    public void keep(CompletableFuture<?> work) {
      kept = CompletableFuture.allOf(kept, work);
    }

    @Override
    public void close() {
      var _ = kept.whenComplete((_, _) -> leave(address, wanted));
    }
  }

  private static final class Waiting {
    final long arrival;
    final int wanted;
    final Condition change;
    boolean admitted;

    Waiting(long arrival, int wanted, Condition change) {
      this.arrival = arrival;
      this.wanted = wanted;
      this.change = change;
    }
  }

  private static final class Address {
    final String name;
    final Queue<Waiting> waiting = new ArrayDeque<>();
    int held;
    long lastTurn;

    Address(String name, long lastTurn) {
      this.name = name;
      this.lastTurn = lastTurn;
    }
  }

  /**
   * Waits for room.
   *
   * @param name the address whose request it is
   * @throws Refused with 503 where the wait was too long
   */
  public Turn enter(String name, long bytes) {
    return enter(name, bytes, answerNanos);
  }

  /** Likewise for a sender that nobody answers: what it brings waits as long as it takes. */
  public Turn enterUnanswered(String name, long bytes) {
    return enter(name, bytes, Long.MAX_VALUE);
  }

  private Turn enter(String name, long bytes, long patience) {
    long start = System.nanoTime();
    lock.lock();
    try {
      int wanted = (int) Math.min(units, bytes / UNIT + 1);
      Waiting mine = new Waiting(arrivals++, wanted, lock.newCondition());
      Address address =
          addresses.computeIfAbsent(name, it -> new Address(it, served.getOrDefault(it, 0L)));
      change(address, () -> address.waiting.add(mine));
      admit();
      await(address, mine);
      return new Turn(address, wanted, patience - (System.nanoTime() - start));
    } finally {
      lock.unlock();
    }
  }

  /** Changes what an address' place in the order goes by: only while it has none. */
  private void change(Address address, Runnable work) {
    if (!address.waiting.isEmpty()) {
      next.remove(address);
    }
    work.run();
    if (!address.waiting.isEmpty()) {
      next.add(address);
    } else if (address.held == 0) {
      addresses.remove(address.name);
    }
  }

  private void await(Address address, Waiting mine) {
    long left = patienceNanos;
    try {
      while (!mine.admitted && left > 0) {
        left = mine.change.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(address, mine);
      throw new Refused(503, "the server is stopping");
    }
    if (!mine.admitted) {
      giveUp(address, mine);
      throw new Refused(503, "too much is being taken in at once; try again");
    }
  }

  private void giveUp(Address address, Waiting mine) {
    if (mine.admitted) {
      leave(address, mine.wanted);
    } else {
      change(address, () -> address.waiting.remove(mine));
      admit(); // The next one may want less.
    }
  }

  private void leave(Address address, int wanted) {
    lock.lock();
    try {
      free += wanted;
      change(address, () -> address.held -= wanted);
      admit();
    } finally {
      lock.unlock();
    }
  }

  private void admit() {
    while (!next.isEmpty()) {
      Address address = next.first();
      Waiting first = address.waiting.element();
      if (first.wanted > free) {
        return;
      }
      free -= first.wanted;
      turns++;
      change(
          address,
          () -> {
            address.waiting.remove();
            address.held += first.wanted;
            address.lastTurn = turns;
          });
      served.remove(address.name);
      served.put(address.name, turns);
      if (served.size() > MOST_SERVED) {
        served.pollFirstEntry();
      }
      first.admitted = true;
      first.change.signal();
    }
  }
}
