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
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.domestik.server.http.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Notices two machines that deliver as one host: a cloned disk has the agent's id and its token
 * too, but each of the two has a boot of its own, and these take turns. An agent that was started
 * again has a new one, and never goes back. Safe for use by many threads.
 *
 * <p>In memory only: after a restart two that are still there are soon noticed again.
 */
final class Twins {
  private static final int MAX_HOSTS = 100_000;
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final InstantSource clock;
  private final Map<String, Boots> hosts = new ConcurrentHashMap<>();

  /**
   * Of one host.
   *
   * @param former the boot before the last; null: there was none
   * @param copy the boot that came between two of another; null: there is none
   * @param noticed when it did, or was refused, last
   */
  private record Boots(UUID last, @Nullable UUID former, @Nullable UUID copy, Instant noticed) {}

  Twins(InstantSource clock) {
    this.clock = clock;
  }

  /** Looks at a batch that is accepted. */
  void heard(Batch batch) {
    Delivery delivery = batch.delivery();
    if (delivery == null || hosts.size() >= MAX_HOSTS && !hosts.containsKey(batch.host())) {
      return;
    }
    UUID boot = delivery.boot();
    hosts.merge(
        batch.host(),
        new Boots(boot, null, null, Instant.MIN),
        (was, now) -> {
          if (was.last.equals(boot)) {
            return was;
          }
          boolean isBack = boot.equals(was.former);
          return isBack
              ? new Boots(boot, was.last, was.copy == null ? was.last : was.copy, clock.instant())
              : new Boots(boot, was.last, was.copy, was.noticed);
        });
  }

  /**
   * Refuses the one that came between, so that nothing of the other is overwritten; for agents that
   * were enrolled, who keep what is refused and say why.
   */
  void check(Batch batch) {
    Boots boots = hosts.get(batch.host());
    Delivery delivery = batch.delivery();
    if (boots != null && delivery != null && isNow(boots) && delivery.boot().equals(boots.copy)) {
      hosts.computeIfPresent(
          batch.host(), (host, it) -> new Boots(it.last, it.former, it.copy, clock.instant()));
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
