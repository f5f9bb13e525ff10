// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.telling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.Span;
import org.domestik.server.notify.Target;
import org.domestik.server.notify.message.Message.Kind;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Notice;
import org.domestik.storage.alert.Told;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is so with what each target was told last, and finds what is to be told.
 *
 * <p>It looks at states, not at changes: so a restart tells nothing again, what came and went while
 * nobody was told is never told, and what still burns when a window ends is told then.
 */
public final class Telling {
  /** Silent hosts are told together: it takes so long until all of a network are noticed. */
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  private final Held held;
  private final Set<String> seen;
  private final Letters letters;
  private final Instant now;
  private final List<Told> told = new ArrayList<>();
  private final List<Told> forgotten = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();

  /**
   * At a time.
   *
   * @param seen the ids of alerts that somebody has acknowledged
   */
  public Telling(Held held, Set<String> seen, Letters letters, Instant now) {
    this.held = held;
    this.seen = seen;
    this.letters = letters;
    this.now = now;
  }

  /** What of a target's alerts belongs into one message. */
  private record Group(Kind kind, String rule, String severity) {}

  /** Finds what is to be told. */
  public void run(List<Target> targets, Collection<Alert> settled, Collection<Told> before) {
    Map<String, Map<String, Told>> byTarget = new HashMap<>();
    Set<String> series = new HashSet<>();
    settled.forEach(alert -> series.add(alert.series()));
    Set<String> names = new HashSet<>();
    targets.forEach(target -> names.add(target.name()));
    for (Told each : before) {
      if (names.contains(each.target()) && series.contains(each.series())) {
        byTarget.computeIfAbsent(each.target(), it -> new HashMap<>()).put(each.series(), each);
      } else {
        forgotten.add(each);
      }
    }
    for (Target target : targets) {
      target(target, settled, byTarget.getOrDefault(target.name(), Map.of()));
    }
  }

  private void target(Target target, Collection<Alert> settled, Map<String, Told> before) {
    Map<Group, List<Alert>> groups = new LinkedHashMap<>();
    boolean wait = waitsForOthers(target, settled, before);
    for (Alert alert : settled) {
      Told last = before.get(alert.series());
      Kind kind = due(target, alert, last);
      if (kind == null || kind == Kind.FIRING && wait && held.isSilence(alert)) {
        continue;
      }
      groups
          .computeIfAbsent(new Group(kind, alert.rule(), alert.severity()), it -> new ArrayList<>())
          .add(alert);
      note(target, alert, kind, last);
    }
    groups.forEach(
        (group, alerts) ->
            notices.addAll(
                letters.notices(
                    target, group.kind, alerts, held.isSilence(alerts.getFirst()), now)));
  }

  /** What a target is to be told of an alert now; null if nothing, or not now. */
  private @Nullable Kind due(Target target, Alert alert, @Nullable Told last) {
    Kind kind = kind(target, alert, last);
    if (kind == null) {
      return null; // As of most: whom it is for costs more to know.
    }
    boolean isFor = last != null || target.wants(alert.severity(), alert.host(), alert.rule());
    return isFor && held.why(alert) == null ? kind : null;
  }

  /** What a target is to be told of an alert; null if it is as it was told. */
  private @Nullable Kind kind(Target target, Alert alert, @Nullable Told last) {
    String what = last == null ? "" : last.what();
    if (alert.flapping()) {
      // Who wants only what has burned for long has not heard of what comes and goes.
      boolean unheard = last == null && target.after() != null;
      return unheard || what.equals("flapping") ? null : Kind.FLAPPING;
    }
    if (!alert.isFiring()) {
      return last == null ? null : Kind.RESOLVED;
    }
    if (seen.contains(alert.id())) {
      return null;
    }
    if (!what.equals("firing")) {
      return isLate(target, alert) ? null : Kind.FIRING;
    }
    return target.repeat() != null && last != null && isAgo(last.at(), target.repeat())
        ? Kind.REMINDER
        : null;
  }

  /** Whether something is so long ago; what is yet to come was told by a clock that was ahead. */
  private boolean isAgo(Instant time, Span length) {
    return time.isAfter(now) || !time.plus(length.estimate()).isAfter(now);
  }

  /** Whether a target wants to be told only of what has burned for longer. */
  private boolean isLate(Target target, Alert alert) {
    return target.after() != null && fired(alert).plus(target.after().estimate()).isAfter(now);
  }

  private static Instant fired(Alert alert) {
    return alert.changes().isEmpty() ? alert.since() : alert.changes().getLast();
  }

  /** Whether it is too early to tell of silent hosts: more of them may be noticed. */
  private boolean waitsForOthers(
      Target target, Collection<Alert> settled, Map<String, Told> before) {
    Instant first = Instant.MAX;
    for (Alert alert : settled) {
      if (alert.isFiring()
          && held.isSilence(alert)
          && due(target, alert, before.get(alert.series())) == Kind.FIRING) {
        Instant fired = fired(alert);
        first = fired.isBefore(first) ? fired : first;
      }
    }
    return !first.equals(Instant.MAX) && first.plus(TOGETHER).isAfter(now);
  }

  private void note(Target target, Alert alert, Kind kind, @Nullable Told last) {
    int times = last == null ? 1 : last.times() + 1;
    String what = kind == Kind.FLAPPING ? "flapping" : "firing";
    Told line = new Told(alert.series(), target.name(), what, alert.episode(), now, times);
    (kind == Kind.RESOLVED ? forgotten : told).add(line);
  }

  public List<Told> told() {
    return told;
  }

  public List<Told> forgotten() {
    return forgotten;
  }

  public List<Notice> notices() {
    return notices;
  }
}
