// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.domestik.server.http.Exchange;

/**
 * How long agents are to gather before they send: a request costs the same whatever it brings, and
 * ten thousand agents that send each script's run by itself want more of it than a server has.
 *
 * <p>By how many hosts were heard, which does not depend on how often they send: so what is asked
 * for never swings. Safe for use by many threads.
 */
public final class AgentPace {
  /** How many seconds an agent is to gather, or to wait before it asks again; not there: none. */
  private static final HeaderName GATHER = HeaderNames.create("Domestik-Gather");

  /** A third of a core: the rest is for what requests bring, jobs, questions, and other servers. */
  private static final int REQUESTS_A_CORE = 300;

  /** With what comes before the next sample an agent's connection idles for less than its 30 s. */
  private static final int MOST_SECONDS = 20;

  /** Longer than an agent gathers, and than most scripts' period. */
  private static final Duration WINDOW = Duration.ofMinutes(3);

  private static final int MOST_HOSTS = 100_000;

  private final InstantSource clock;
  private final int requests;

  private Instant began;
  private Set<String> heard = new HashSet<>();
  private int before;

  /**
   * Knows no agent yet.
   *
   * @param cores processors that this server has
   */
  public AgentPace(InstantSource clock, int cores) {
    this.clock = clock;
    this.requests = REQUESTS_A_CORE * cores;
    this.began = clock.instant();
  }

  /** Notes that a host's agent delivers. */
  public synchronized void heard(String host) {
    roll();
    if (heard.size() < MOST_HOSTS) {
      heard.add(host);
    }
  }

  /** For how many seconds agents are to gather: 0 (not at all) to 20. */
  public synchronized int seconds() {
    roll();
    return Math.min(MOST_SECONDS, Math.max(before, heard.size()) / requests);
  }

  /** Tells an agent with the answer to what it asks. */
  public void tell(Exchange exchange) {
    int gather = seconds();
    if (gather > 0) {
      exchange.header(GATHER, Integer.toString(gather));
    }
  }

  /** Of the window before the number is enough, so that nothing is looked through. */
  private void roll() {
    Instant now = clock.instant();
    Duration since = Duration.between(began, now);
    if (since.isNegative()) {
      began = now; // The clock was set.
    } else if (since.compareTo(WINDOW) >= 0) {
      before = since.compareTo(WINDOW.multipliedBy(2)) < 0 ? heard.size() : 0;
      heard = new HashSet<>();
      began = now;
    }
  }
}
