// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory of what has arrived of requests that are not answered yet; what has not arrived
 * holds none.
 *
 * <p>When the common part is full, slow requests give their room: the largest of the address that
 * holds most, to one that is not, until half of it is free. Then the oldest alone goes on, into a
 * reserve that one body fits in: so one after the other becomes whole, rather than each waiting for
 * the others. Safe for use by many threads.
 */
final class Room {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Requests become slow, or whole, without a word. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long common;
  private final long most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();

  /** The oldest request first. */
  private final Map<Connection, Long> held = new LinkedHashMap<>();

  private long sum;
  private long looked = System.nanoTime() - LOOK_NANOS;
  private @Nullable Connection next;

  Room(long common, long reserve) {
    this.common = common;
    this.most = common + reserve;
  }

  /** Takes room for bytes that came, and waits for it; refused with 503 after 20 s. */
  void claim(Connection connection, int bytes) {
    lock.lock();
    try {
      held.putIfAbsent(connection, 0L);
      if (sum + bytes > common) {
        await(connection, bytes);
      }
      held.merge(connection, (long) bytes, Long::sum);
      sum += bytes;
    } finally {
      lock.unlock();
    }
  }

  private void await(Connection connection, int bytes) {
    long end = System.nanoTime() + WAIT_NANOS;
    while (!fits(connection, bytes)) {
      if (connection.isEnded() || System.nanoTime() - end > 0) {
        throw tooMuch();
      }
      try {
        // Errors of the clock do not matter: all conditions are looked at again.
        var _ = released.awaitNanos(LOOK_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw tooMuch();
      }
    }
  }

  private static RuntimeException tooMuch() {
    return Connection.refusal(
        Status.SERVICE_UNAVAILABLE_503, "too much is arriving at once; try again");
  }

  private boolean fits(Connection connection, int bytes) {
    if (sum + bytes <= common) {
      return true;
    }
    long now = System.nanoTime();
    if (now - looked >= LOOK_NANOS && !connection.isSlow(now)) {
      looked = now;
      endSlow(sum + bytes - common / 2, now);
    }
    return sum + bytes <= most && connection.equals(next(now));
  }

  /** The request that is to be whole next: the oldest that is not slow, or else of all. */
  private @Nullable Connection next(long now) {
    if (next != null && next.isArriving() && !next.isSlow(now)) {
      return next;
    }
    next = null;
    for (Connection each : held.keySet()) {
      if (each.isArriving() && !each.isSlow(now)) {
        next = each;
        return next;
      }
      next = next == null && each.isArriving() ? each : next;
    }
    return next;
  }

  /** Their room is free when their threads have noticed. */
  private void endSlow(long bytes, long now) {
    Map<String, Long> byAddress = new HashMap<>();
    List<Connection> slow = new ArrayList<>();
    long freed = 0;
    for (Map.Entry<Connection, Long> entry : held.entrySet()) {
      Connection each = entry.getKey();
      byAddress.merge(each.address(), entry.getValue(), Long::sum);
      if (each.isEnded()) {
        freed += entry.getValue();
      } else if (each.isArriving() && each.isSlow(now)) {
        slow.add(each);
      }
    }
    slow.sort(
        Comparator.<Connection>comparingLong(it -> -byAddress.getOrDefault(it.address(), 0L))
            .thenComparingLong(it -> -held.getOrDefault(it, 0L)));
    for (Connection each : slow) {
      if (freed >= bytes) {
        return;
      }
      if (each.end(503, "too much is arriving at once, and this is slow; try again")) {
        freed += held.getOrDefault(each, 0L);
      }
    }
  }

  /** Gives back all that a request held. */
  void release(Connection connection) {
    lock.lock();
    try {
      Long bytes = held.remove(connection);
      if (bytes != null) {
        sum -= bytes;
        released.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes are held. */
  long held() {
    lock.lock();
    try {
      return sum;
    } finally {
      lock.unlock();
    }
  }
}
