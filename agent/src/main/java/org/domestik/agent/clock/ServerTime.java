// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.domestik.model.Clocks;
import org.jspecify.annotations.Nullable;

/**
 * How far this machine's clock is from the server's, as its answers tell. Safe for use by several
 * threads.
 *
 * <p>A clock is known by its <i>base</i>: what it would have shown when the kernel started, in
 * milliseconds of the epoch. Nothing but setting it changes that, neither time nor suspension; what
 * was stamped under one base is told right by the difference to another.
 */
public final class ServerTime {
  /** A server that takes longer to answer tells nothing better than what is known. */
  private static final long SLOWEST = 10_000;

  /** By less the server's clock does not move: that is the network's doing. */
  private static final long NOISE = 2_000;

  /** Clocks that were said to differ agree again, and a clock counts as set, at half of it. */
  private static final long HALF = Clocks.TOLERANCE.toMillis() / 2;

  /** While samples wait there may be nothing to deliver. */
  private static final long PATIENCE = 60_000;

  /** The time on the wire is in whole seconds. */
  private static final long SECOND = 1_000;

  private final InstantSource clock;
  private final Uptime uptime;
  private final ClockRule rule;

  /** The base of what is right; of use if {@link #isKnown}. */
  private long right;

  /** Of this machine's clock when the server's was heard last. */
  private long own;

  private long heardAt;
  private boolean isHeard;
  private boolean isSkewed;
  private boolean isTold;
  private Duration offset = Duration.ZERO;

  /** Knows nothing yet. */
  public ServerTime(InstantSource clock, Uptime uptime, ClockRule rule) {
    this.clock = clock;
    this.uptime = uptime;
    this.rule = rule;
  }

  /** One that takes this machine's clock for right. */
  public static ServerTime none(InstantSource clock) {
    return new ServerTime(clock, Uptime.ofKernel(), ClockRule.OWN);
  }

  /** Milliseconds that never jump, for {@link #heard}. */
  public long uptime() {
    return uptime.millis();
  }

  /** Which start of the kernel bases are of. */
  public String boot() {
    return uptime.boot();
  }

  /** The base of this machine's clock now. */
  public long base() {
    return clock.instant().toEpochMilli() - uptime.millis();
  }

  /** This machine's clock as it is. */
  public Instant now() {
    return clock.instant();
  }

  /**
   * The server has answered.
   *
   * @param date its clock, cut to whole seconds; null if it does not tell, and then this machine's
   *     is right
   * @param sent {@link #uptime} before the request: half of what it took is the way back
   */
  public synchronized void heard(@Nullable Instant date, long sent) {
    long received = uptime.millis();
    long base = base();
    if (date == null) {
      isHeard = true;
      own = base;
      right = base;
      return;
    }
    long trip = received - sent;
    if (trip > SLOWEST && isKnown()) {
      return;
    }
    long theirs = date.toEpochMilli() + SECOND / 2 - (sent + received) / 2;
    offset = Duration.ofMillis(base - theirs);
    isSkewed = isSkewed ? moved(base, theirs) : Clocks.differ(offset);
    boolean isNoise = isHeard && Math.abs(theirs - right) <= NOISE + (SECOND + trip) / 2;
    if (!isSkewed) {
      right = base;
    } else if (!isNoise) {
      right = theirs;
    }
    own = base;
    heardAt = received;
    isHeard = true;
  }

  /** Whether this machine's clock is taken as it is. */
  public boolean isOwn() {
    return rule == ClockRule.OWN;
  }

  /** True for the first who asks: one of many couriers is to tell what is wrong. */
  public synchronized boolean isFirst() {
    boolean isFirst = !isTold;
    isTold = true;
    return isFirst;
  }

  /** Whether the server's clock is known; not once this machine's was set since. */
  public synchronized boolean isKnown() {
    return isOwn() || isHeard && !moved(base(), own);
  }

  /** Whether the server should be asked, since nothing else may bring an answer of it. */
  public synchronized boolean wantsAnswer() {
    return !isKnown() || isWaiting() && uptime.millis() - heardAt >= PATIENCE;
  }

  /** Whether what was sampled has to wait until the clocks agree. */
  public synchronized boolean isWaiting() {
    return rule == ClockRule.WAIT && (isSkewed || !isKnown());
  }

  /**
   * What is to be added to a time that was stamped.
   *
   * @param boot which start of the kernel it was stamped in
   * @param base of the clock that stamped it
   * @return zero too where that is not known
   */
  public synchronized Duration correction(String boot, long base) {
    boolean isSure = !isOwn() && isKnown() && !isWaiting();
    return isSure && boot.equals(uptime.boot()) && moved(right, base)
        ? Duration.ofMillis(right - base)
        : Duration.ZERO;
  }

  /** How the clocks differ, for people; null if they agree as far as is known. */
  public synchronized @Nullable String clocks() {
    return isSkewed ? "this machine's clock is " + Clocks.words(offset) + " the server's" : null;
  }

  /**
   * What is wrong with the clocks, and becomes of samples, for people; null if nothing is known to
   * be.
   */
  public synchronized @Nullable String problem() {
    String clocks = clocks();
    return clocks == null
        ? null
        : clocks
            + "; "
            + switch (rule) {
              case CORRECT -> "samples get the server's time. Check both clocks";
              case WAIT -> "samples wait in the spool until the two agree. Check both clocks";
              case OWN -> "samples are sent with this machine's time. Check both clocks";
            };
  }

  /** Whether somebody set a clock that had one base and has the other. */
  public static boolean moved(long a, long b) {
    return Math.abs(a - b) > HALF;
  }
}
