// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.Credentials;
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
  private final Map<String, Instant> uses = new HashMap<>();
  private Instant flushed;
  private @Nullable Credentials known;
  private long number = -1;
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
    }
    listeners.forEach(Runnable::run);
  }

  /** Notes that a token or a session was used; it is stored within a minute or so. */
  synchronized void used(String hash) {
    uses.put(hash, clock.instant());
  }

  /** When it was used last, if that is not stored yet. */
  synchronized @Nullable Instant lastUse(String hash) {
    return uses.get(hash);
  }

  /** Stores when tokens and sessions were used; to be called again and again. */
  public void look() {
    Map<String, Instant> times;
    synchronized (this) {
      Instant now = clock.instant();
      if (now.isBefore(flushed.plus(FLUSH)) || uses.isEmpty()) {
        return;
      }
      flushed = now;
      times = Map.copyOf(uses);
    }
    access.used(times);
    synchronized (this) {
      known = null;
      times.forEach(uses::remove);
    }
  }
}
