// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.alert.Limits.Judgement;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/**
 * An alert's way from one observation to the next, by the samples' time alone.
 *
 * <p>Wrong, it is pending; wrong for long enough without a gap, it fires; right, it is resolved.
 * Between limit and clear a firing one goes on, and a pending one comes to nothing. An observation
 * that is no newer than the last one changes nothing. More than six changes in an hour are
 * flapping, until no more than two are left.
 */
public final class Episodes {
  /** More changes than these within {@link #HOUR} are flapping. */
  static final int RESTLESS = 6;

  /** With no more than these it is over. */
  static final int CALM = 2;

  /** Who changes every second does not fill the store. */
  private static final int MOST = 20;

  private static final Duration HOUR = Duration.ofHours(1);

  /** For so long it has to be wrong. */
  private final Duration lasting;

  /** Longer without a sample, and nobody knows whether it was wrong meanwhile. */
  private final Duration gap;

  /** Changes before this are no restlessness: the rule was not there, or nobody looked. */
  private final Instant from;

  Episodes(Duration lasting, Duration gap, Instant from) {
    this.lasting = lasting;
    this.gap = gap;
    this.from = from;
  }

  /**
   * What an observation makes of the newest episode.
   *
   * @param last null: there was none yet
   * @return the same object if nothing changes; null if a pending episode came to nothing
   */
  @Nullable Alert step(@Nullable Alert last, Subject subject, Observation seen) {
    if (last != null && !seen.time().isAfter(last.lastTime())) {
      return last;
    }
    if (last == null || last.isResolved()) {
      return seen.judgement() == Judgement.WRONG
          ? wrong(begin(last, subject, seen), seen.time(), seen)
          : last == null ? null : calmed(last, seen.time());
    }
    if (last.isFiring()) {
      return seen.judgement() == Judgement.RIGHT
          ? changed(last, "resolved", last.since(), seen)
          : goOn(last, last.since(), seen);
    }
    if (seen.judgement() != Judgement.WRONG) {
      return null;
    }
    boolean broken = Duration.between(last.lastTime(), seen.time()).compareTo(gap) > 0;
    return wrong(last, broken ? seen.time() : last.since(), seen);
  }

  private static Alert begin(@Nullable Alert last, Subject subject, Observation seen) {
    return new Alert(
        subject.series(),
        last == null ? 1 : last.episode() + 1,
        subject.rule(),
        subject.severity().word(),
        subject.host(),
        subject.probe(),
        subject.key(),
        subject.value(),
        "pending",
        seen.time(),
        null,
        seen.time(),
        seen.number(),
        seen.limit(),
        seen.message(),
        last == null ? List.of() : last.changes(),
        last != null && last.flapping());
  }

  /** A pending alert that is wrong once more: it fires if that has lasted long enough. */
  private Alert wrong(Alert pending, Instant since, Observation seen) {
    return Duration.between(since, seen.time()).compareTo(lasting) < 0
        ? goOn(pending, since, seen)
        : changed(pending, "firing", since, seen);
  }

  /** The same where its times are no later than this one. */
  static Alert until(Alert alert, Instant now) {
    Instant ended = alert.ended();
    return new Alert(
        alert.series(),
        alert.episode(),
        alert.rule(),
        alert.severity(),
        alert.host(),
        alert.probe(),
        alert.key(),
        alert.value(),
        alert.state(),
        earlier(alert.since(), now),
        ended == null ? null : earlier(ended, now),
        earlier(alert.lastTime(), now),
        alert.lastValue(),
        alert.limit(),
        alert.message(),
        alert.changes().stream().filter(each -> !each.isAfter(now)).toList(),
        alert.flapping());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** What becomes of an alert that fires or flaps, and whose host or rule is gone: it is calm. */
  static Alert closed(Alert alert, Instant time, String why) {
    boolean over = alert.isResolved() || !time.isAfter(alert.lastTime());
    Instant end = over ? alert.lastTime() : time;
    Observation seen = new Observation(end, Judgement.RIGHT, null, alert.limit(), why);
    return next(alert, "resolved", alert.since(), seen, List.of());
  }

  private static Alert goOn(Alert last, Instant since, Observation seen) {
    List<Instant> changes = recent(last.changes(), seen.time());
    return next(last, last.state(), since, seen, changes);
  }

  private Alert changed(Alert last, String state, Instant since, Observation seen) {
    List<Instant> changes = new ArrayList<>(recent(last.changes(), seen.time()));
    if (!seen.time().isBefore(from)) {
      changes.add(seen.time());
    }
    return next(last, state, since, seen, changes);
  }

  /** A resolved alert that was flapping, once it is calm. */
  private static Alert calmed(Alert resolved, Instant time) {
    List<Instant> changes = recent(resolved.changes(), time);
    if (!resolved.flapping() || changes.size() > CALM) {
      return resolved;
    }
    Observation same =
        new Observation(
            resolved.lastTime(),
            Judgement.RIGHT,
            resolved.lastValue(),
            resolved.limit(),
            resolved.message());
    return next(resolved, resolved.state(), resolved.since(), same, changes);
  }

  private static Alert next(
      Alert last, String state, Instant since, Observation seen, List<Instant> changes) {
    boolean flapping = last.flapping() ? changes.size() > CALM : changes.size() > RESTLESS;
    return new Alert(
        last.series(),
        last.episode(),
        last.rule(),
        last.severity(),
        last.host(),
        last.probe(),
        last.key(),
        last.value(),
        state,
        since,
        state.equals("resolved") ? seen.time() : null,
        seen.time(),
        seen.number(),
        seen.limit(),
        seen.message(),
        changes,
        flapping);
  }

  private static List<Instant> recent(List<Instant> changes, Instant time) {
    Instant from = time.minus(HOUR);
    List<Instant> recent = changes.stream().filter(each -> each.isAfter(from)).toList();
    return recent.subList(Math.max(0, recent.size() - MOST), recent.size());
  }
}
