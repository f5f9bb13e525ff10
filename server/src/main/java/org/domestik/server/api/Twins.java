// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.server.http.Refused;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.Twin;
import org.jspecify.annotations.Nullable;

/**
 * Notices two machines that deliver as one host: a cloned disk has the agent's id and its token
 * too, but each of the two has a boot of its own, and these take turns. An agent that was started
 * again has a new one, and never goes back. What was noticed is stored, so that after a restart the
 * copy cannot come first. Safe for use by many threads.
 */
final class Twins {
  private static final int MAX_HOSTS = 100_000;
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private static final Duration STORED = Duration.ofHours(1);

  /** The version of an UUID that is made of a name (RFC 9562). */
  private static final int NAMED = 3;

  private static final Logger LOG = Logger.getLogger(Twins.class.getName());

  private final Access access;
  private final InstantSource clock;
  private final Map<String, Boots> hosts = new ConcurrentHashMap<>();
  private final Map<String, Twin> stored = new ConcurrentHashMap<>();
  private volatile boolean isRead;

  /**
   * Of one host.
   *
   * @param former the boot before the last; null: there was none
   * @param copy the boot that came between two of another; null: there is none
   * @param noticed when it did, or was refused, last
   */
  private record Boots(UUID last, @Nullable UUID former, @Nullable UUID copy, Instant noticed) {}

  Twins(Access access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
  }

  /** Reads what was noticed before this server was started; again, while the store is down. */
  private void read() {
    if (!isRead) {
      synchronized (this) {
        if (!isRead) {
          for (Twin each : access.twins()) {
            if (isOfParts(each.copy()) || isOfParts(each.boot())) {
              continue; // Noticed by a version that did not know these.
            }
            stored.put(each.host(), each);
            hosts.putIfAbsent(
                each.host(), new Boots(each.boot(), null, each.copy(), each.noticed()));
          }
          isRead = true;
        }
      }
    }
  }

  private void store(String host, @Nullable Boots boots) {
    if (boots == null || boots.copy == null) {
      return;
    }
    Twin now = new Twin(host, other(boots, boots.copy), boots.copy, boots.noticed);
    Twin before = stored.get(host);
    if (before != null
        && before.copy().equals(now.copy())
        && now.noticed().isBefore(before.noticed().plus(STORED))) {
      return;
    }
    stored.put(host, now);
    try {
      access.put(now);
    } catch (StorageUnavailable e) {
      stored.remove(host); // In memory it is known all the same; the next one is stored.
      LOG.log(Level.FINE, "a twin is not stored", e);
    }
  }

  private static UUID other(Boots boots, UUID copy) {
    return boots.last.equals(copy) && boots.former != null ? boots.former : boots.last;
  }

  /** An agent names its starts at random, and by a batch the parts of it that it sends instead. */
  private static boolean isOfParts(UUID boot) {
    return boot.version() == NAMED;
  }

  /** Looks at a batch that is accepted. */
  void heard(Batch batch) {
    Delivery delivery = batch.delivery();
    if (delivery == null
        || isOfParts(delivery.boot())
        || hosts.size() >= MAX_HOSTS && !hosts.containsKey(batch.host())) {
      return;
    }
    read();
    UUID boot = delivery.boot();
    Boots seen =
        hosts.merge(
            batch.host(),
            new Boots(boot, null, null, Instant.MIN),
            (was, now) -> {
              if (was.last.equals(boot)) {
                return was;
              }
              boolean isBack = boot.equals(was.former);
              return isBack
                  ? new Boots(
                      boot, was.last, was.copy == null ? was.last : was.copy, clock.instant())
                  : new Boots(boot, was.last, was.copy, was.noticed);
            });
    store(batch.host(), seen);
  }

  /**
   * Refuses the one that came between, so that nothing of the other is overwritten; for agents that
   * were enrolled, who keep what is refused and say why.
   */
  void check(Batch batch) {
    read();
    Boots boots = hosts.get(batch.host());
    Delivery delivery = batch.delivery();
    if (boots != null && delivery != null && isNow(boots) && delivery.boot().equals(boots.copy)) {
      store(
          batch.host(),
          hosts.computeIfPresent(
              batch.host(), (host, it) -> new Boots(it.last, it.former, it.copy, clock.instant())));
      throw new Refused(
          403,
          "two machines deliver as host \""
              + batch.host()
              + "\" with the same agent id: a disk was cloned, and this is the copy; remove its"
              + " agent.id and enrolment, and enrol it under a name of its own");
    }
  }

  private boolean isNow(Boots boots) {
    return boots.copy != null && clock.instant().isBefore(boots.noticed.plus(REMEMBERED));
  }

  /** What is known of a host's twin, as fields of a JSON object; null if there is none. */
  @Nullable Map<String, Object> of(String host) {
    read();
    Boots boots = hosts.get(host);
    if (boots == null || boots.copy == null || !isNow(boots)) {
      return null;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("noticed", boots.noticed);
    fields.put("copy", boots.copy.toString());
    return fields;
  }
}
