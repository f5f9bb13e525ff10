// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.hosts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.SpoolState;
import org.domestik.storage.sql.Log;

/**
 * Which hosts' clocks do not go with the server's: heard within the last hour, but with a newest
 * sample more than a day old, or too far ahead to be accepted. Known to this server alone and since
 * its start. Safe for use by several threads.
 */
public final class ClockSkew {
  private static final Duration MEMORY = Duration.ofHours(1);
  private static final Duration MOST = Duration.ofDays(1);
  private static final int MOST_HOSTS = 100_000;
  private static final int MOST_SHOWN = 100;

  private final InstantSource clock;
  private final Duration ahead;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();

  /** Those whose clock was wrong when they were heard last: of a fleet not all are looked at. */
  private final Set<String> suspects = ConcurrentHashMap.newKeySet();

  /**
   * What came of a host.
   *
   * @param newest the newest sample of the last hour that was not too far ahead
   * @param at when that was heard
   * @param early the newest sample that was too far ahead; 1970 if none was
   * @param earlyAt when that was heard
   * @param told when the log named the host last
   */
  private record Heard(Instant newest, Instant at, Instant early, Instant earlyAt, Instant told) {
    static final Heard NOTHING =
        new Heard(Instant.MAX, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);

    Heard with(Instant sample, Instant now) {
      boolean first = newest.equals(Instant.MAX) || !at.isAfter(now.minus(MEMORY));
      return new Heard(
          first || sample.isAfter(newest) ? sample : newest, now, early, earlyAt, told);
    }

    Heard withEarly(Instant sample, Instant now) {
      return new Heard(newest, at, sample, now, told);
    }

    Heard told(Instant now) {
      return new Heard(newest, at, early, earlyAt, now);
    }
  }

  /** {@code ahead} is how far ahead samples are accepted. */
  public ClockSkew(InstantSource clock, Duration ahead) {
    this.clock = clock;
    this.ahead = ahead;
  }

  /** Looks at a batch that arrived, whether it will be accepted or not. */
  public void look(Batch batch) {
    Instant now = clock.instant();
    Instant newest = Instant.MIN;
    for (Sample sample : batch.samples()) {
      newest = sample.time().isAfter(newest) ? sample.time() : newest;
    }
    for (Bucket bucket : batch.buckets()) {
      newest = bucket.lastKnown().isAfter(newest) ? bucket.lastKnown() : newest;
    }
    boolean isEarly = newest.isAfter(now.plus(ahead));
    if (newest.equals(Instant.MIN)
        || !isEarly && hasWaited(batch)
        || heard.size() >= MOST_HOSTS && !heard.containsKey(batch.host())) {
      return;
    }
    Heard before = heard.getOrDefault(batch.host(), Heard.NOTHING);
    Heard next = isEarly ? before.withEarly(newest, now) : before.with(newest, now);
    if (isWrong(next, now) && !next.told().isAfter(now.minus(MOST))) {
      String words = words(next, now);
      // Whoever brings in what is old has no wrong clock.
      Level level = isAhead(next, now) ? Level.WARNING : Level.INFO;
      Log.LOGGER.log(level, () -> "host \"" + batch.host() + "\": " + words);
      next = next.told(now);
    }
    heard.put(batch.host(), next);
    if (isWrong(next, now)) {
      suspects.add(batch.host());
    } else {
      suspects.remove(batch.host());
    }
  }

  /** What waited while the server was away says nothing of the clock. */
  private static boolean hasWaited(Batch batch) {
    SpoolState spool = batch.spool();
    return !batch.buckets().isEmpty() || spool != null && spool.samples() > 0;
  }

  private boolean isAhead(Heard last, Instant now) {
    return last.early().isAfter(now.plus(ahead)) && last.earlyAt().isAfter(now.minus(MEMORY));
  }

  private boolean isPresent(Heard last, Instant now) {
    return isAhead(last, now) || last.at().isAfter(now.minus(MEMORY));
  }

  private static boolean isBehind(Heard last, Instant now) {
    return last.newest().isBefore(last.at().minus(MOST)) && last.at().isAfter(now.minus(MEMORY));
  }

  private boolean isWrong(Heard last, Instant now) {
    return isAhead(last, now) || isBehind(last, now);
  }

  boolean isSkewed(String host) {
    return isWrong(heard.getOrDefault(host, Heard.NOTHING), clock.instant());
  }

  private String words(Heard last, Instant now) {
    boolean isAhead = isAhead(last, now);
    return "its newest sample is of "
        + (isAhead ? last.early() : last.newest()).truncatedTo(ChronoUnit.SECONDS)
        + " while this server's clock says "
        + now.truncatedTo(ChronoUnit.SECONDS)
        + (isAhead
            ? "; what is of the future waits with its sender until it is not. Check both clocks"
            : ". Check both clocks, unless it sends what is old on purpose");
  }

  /** What is wrong, by host; where most hosts are ahead it is rather the server's own clock. */
  public Map<String, String> problems() {
    Instant now = clock.instant();
    Map<String, String> problems = new TreeMap<>();
    long early = 0;
    for (String host : suspects) {
      Heard last = heard.getOrDefault(host, Heard.NOTHING);
      early += isAhead(last, now) ? 1 : 0;
      if (isWrong(last, now) && problems.size() < MOST_SHOWN) {
        problems.put("clock of host " + host, words(last, now));
      }
    }
    long all = heard.values().stream().filter(it -> isPresent(it, now)).limit(2 * early).count();
    if (2 * early > all) {
      problems.put(
          "clock of the server",
          "it may be behind: " + early + " of " + all + " hosts are ahead of it");
    }
    return problems;
  }
}
