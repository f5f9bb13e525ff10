// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final int units;
  private final long patienceNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<String, Integer> held = new HashMap<>();

  /** Addresses in the order of their last turns, each with that turn's number. */
  private final LinkedHashMap<String, Long> served = new LinkedHashMap<>();

  private long turns;
  private int free;

  /**
   * Of so many bytes.
   *
   * @param patienceSeconds how long a turn is waited for
   */
  public IngestGate(int bytes, int patienceSeconds) {
    units = bytes / UNIT;
    free = units;
    patienceNanos = TimeUnit.SECONDS.toNanos(patienceSeconds);
  }

  /** Held until closed. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Waiting {
    final String address;
    final int wanted;
    final Condition change;
    boolean admitted;

    Waiting(String address, int wanted, Condition change) {
      this.address = address;
      this.wanted = wanted;
      this.change = change;
    }
  }

  /**
   * Waits for room.
   *
   * @param address whose request it is
   * @throws Refused with 503 where the wait was too long
   */
  public Turn enter(String address, long bytes) {
    lock.lock();
    try {
      int wanted = (int) Math.min(units, bytes / UNIT + 1);
      Waiting mine = new Waiting(address, wanted, lock.newCondition());
      waiting.add(mine);
      admit();
      await(mine);
      return () -> leave(address, wanted);
    } finally {
      lock.unlock();
    }
  }

  private void await(Waiting mine) {
    long left = patienceNanos;
    try {
      while (!mine.admitted && left > 0) {
        left = mine.change.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(mine);
      throw new Refused(503, "the server is stopping");
    }
    if (!mine.admitted) {
      giveUp(mine);
      throw new Refused(503, "too much is being taken in at once; try again");
    }
  }

  private void giveUp(Waiting mine) {
    if (mine.admitted) {
      leave(mine.address, mine.wanted);
    } else {
      waiting.remove(mine);
      admit(); // The next one may want less.
    }
  }

  private void leave(String address, int wanted) {
    lock.lock();
    try {
      free += wanted;
      held.computeIfPresent(address, (_, all) -> all == wanted ? null : all - wanted);
      admit();
    } finally {
      lock.unlock();
    }
  }

  private void admit() {
    while (!waiting.isEmpty()) {
      Waiting next = next();
      if (next.wanted > free) {
        return;
      }
      waiting.remove(next);
      free -= next.wanted;
      held.merge(next.address, next.wanted, Integer::sum);
      served.remove(next.address);
      served.put(next.address, ++turns);
      if (served.size() > MOST_SERVED) {
        served.pollFirstEntry();
      }
      next.admitted = true;
      next.change.signal();
    }
  }

  /** Of several that hold the same, the first in the list, which came first. */
  private Waiting next() {
    return waiting.stream()
        .min(
            Comparator.<Waiting>comparingInt(it -> held.getOrDefault(it.address, 0))
                .thenComparingLong(it -> served.getOrDefault(it.address, 0L)))
        .orElseThrow();
  }
}
