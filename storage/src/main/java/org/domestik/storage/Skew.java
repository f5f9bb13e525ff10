// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.Batch;
import org.domestik.model.Sample;

/**
 * Which hosts' clocks are wrong: heard within the last hour, but with a newest sample more than a
 * day old, or too far ahead to be accepted. Known to this server alone and since its start.
 */
final class Skew {
  private static final Duration MEMORY = Duration.ofHours(1);
  private static final Duration MOST = Duration.ofDays(1);

  private final InstantSource clock;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();

  private record Heard(Instant at, boolean wrong) {}

  Skew(InstantSource clock) {
    this.clock = clock;
  }

  /** Looks at a batch that arrived, whether it will be accepted or not. */
  void look(Batch batch, Duration ahead) {
    Instant now = clock.instant();
    Instant newest = Instant.MIN;
    for (Sample sample : batch.samples()) {
      newest = sample.time().isAfter(newest) ? sample.time() : newest;
    }
    if (!batch.samples().isEmpty()) {
      boolean wrong = newest.isBefore(now.minus(MOST)) || newest.isAfter(now.plus(ahead));
      heard.put(batch.host(), new Heard(now, wrong));
    }
  }

  boolean isSkewed(String host) {
    Heard last = heard.get(host);
    return last != null && last.wrong() && last.at().isAfter(clock.instant().minus(MEMORY));
  }
}
