// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.Credentials;
import org.domestik.storage.access.Token;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows of users, tokens and sessions, in memory: no request waits for the database,
 * or for a slow hash. A change of this server counts at once, one of another within two seconds.
 * Safe for use by many threads.
 */
public final class Directory {
  private static final long POLL_NANOS = Duration.ofSeconds(2).toNanos();
  private static final Duration FLUSH = Duration.ofMinutes(1);

  private final Access access;
  private final InstantSource clock;
  private final boolean shared;
  private final LongSupplier ticks;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** When each token and session was used last, as far as that is known here. */
  private final Map<String, Instant> uses = new HashMap<>();

  /** Those of them that the store has to be told of. */
  private final Set<String> untold = new HashSet<>();

  private Instant flushed;
  private volatile @Nullable Credentials known;

  /** Held by who asks the store; nothing else waits for it but where nothing is known. */
  private final ReentrantLock asking = new ReentrantLock();

  private long number = -1;

  /** Counts what was changed here, but for added tokens. */
  private long turn;

  /** Counts all that was changed here. */
  private long version;

  private volatile long polled;

  /** {@code shared}: whether other servers may change the same store. */
  public Directory(Access access, InstantSource clock, boolean shared) {
    this(access, clock, shared, System::nanoTime);
  }

  /** {@code ticks}: nanoseconds of a clock that never jumps. */
  Directory(Access access, InstantSource clock, boolean shared, LongSupplier ticks) {
    this.access = access;
    this.clock = clock;
    this.shared = shared;
    this.ticks = ticks;
    flushed = clock.instant();
  }

  Access access() {
    return access;
  }

  Instant now() {
    return clock.instant();
  }

  /** Called when something has changed: whoever was let in may not be any more. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** All that is known; one asks whether it is so yet, and nobody else waits for the answer. */
  Credentials known() {
    Credentials now = known;
    if (now == null) {
      asking.lock();
    } else if (!isDue() || !asking.tryLock()) {
      return now;
    }
    try {
      return asked();
    } finally {
      asking.unlock();
    }
  }

  private boolean isDue() {
    return shared && ticks.getAsLong() - polled > POLL_NANOS;
  }

  private Credentials asked() {
    while (true) {
      Credentials now;
      long since;
      synchronized (this) {
        now = known;
        since = version;
        if (now != null && !isDue()) {
          return now; // Somebody asked meanwhile.
        }
        polled = ticks.getAsLong();
      }
      long changes = access.changes();
      Credentials there = now == null || changes != number ? access.credentials() : now;
      synchronized (this) {
        if (since == version) { // Else it was changed here, maybe after it was read.
          number = changes;
          known = there;
          uses.keySet()
              .removeIf(it -> !there.tokens().containsKey(it) && !there.sessions().containsKey(it));
          return there;
        }
      }
    }
  }

  /** Whether there is anybody who could log in. */
  public boolean hasUsers() {
    return !known().users().isEmpty();
  }

  /** Something was changed here, or may have been elsewhere. */
  public void changed() {
    synchronized (this) {
      known = null;
      turn++;
      version++;
    }
    listeners.forEach(Runnable::run);
  }

  /** To be asked before a token is added; {@link #added} then knows whether it may still be so. */
  synchronized long turn() {
    return turn;
  }

  /**
   * A token was added here. Nothing else is read again: where ten thousand machines are enrolled,
   * each would wait for all tokens of those before it.
   */
  void added(Token token, long since) {
    synchronized (this) {
      // Else somebody may have revoked it already, and this would let it in again.
      Credentials before = known;
      known = before == null || turn != since ? null : before.with(token);
      version++;
    }
    listeners.forEach(Runnable::run);
  }

  /** Notes that a token or a session was used; it is stored within a minute or so. */
  synchronized void used(String hash) {
    uses.put(hash, clock.instant());
    untold.add(hash);
  }

  /** When it was used last, if that was here. */
  synchronized @Nullable Instant lastUse(String hash) {
    return uses.get(hash);
  }

  /** Stores when tokens and sessions were used; to be called again and again. */
  public void look() {
    Map<String, Instant> times;
    synchronized (this) {
      Instant now = clock.instant();
      if (now.isBefore(flushed.plus(FLUSH)) || untold.isEmpty()) {
        return;
      }
      flushed = now;
      times = new HashMap<>(uses);
      times.keySet().retainAll(untold);
      untold.clear();
    }
    try {
      // What is known stays: to read a fleet's tokens again each minute would be for nothing.
      access.used(times);
    } catch (RuntimeException e) {
      synchronized (this) {
        untold.addAll(times.keySet());
      }
      throw e;
    }
  }
}
