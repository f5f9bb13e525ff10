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
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** When each token and session was used last, as far as that is known here. */
  private final Map<String, Instant> uses = new HashMap<>();

  /** Those of them that the store has to be told of. */
  private final Set<String> untold = new HashSet<>();

  private Instant flushed;
  private @Nullable Credentials known;
  private long number = -1;

  /** Counts what was changed here. */
  private long turn;

  private long polled;

  /** {@code shared}: whether other servers may change the same store. */
  public Directory(Access access, InstantSource clock, boolean shared) {
    this.access = access;
    this.clock = clock;
    this.shared = shared;
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

  /** All that is known. */
  synchronized Credentials known() {
    Credentials now = known;
    if (now == null || shared && System.nanoTime() - polled > POLL_NANOS) {
      polled = System.nanoTime();
      long changes = access.changes();
      if (now == null || changes != number) {
        now = access.credentials();
        number = changes;
        known = now;
        Credentials there = now;
        uses.keySet()
            .removeIf(it -> !there.tokens().containsKey(it) && !there.sessions().containsKey(it));
      }
    }
    return now;
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
      known = known == null || turn != since ? null : known.with(token);
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
