// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/** The episodes that matter still, and what of them the store does not know yet. One thread's. */
public final class Current {
  /** A number that is as wrong as before is stored no more often. */
  private static final Duration REST = Duration.ofMinutes(1);

  /** Those that fire, or were the last to; by series. */
  private final Map<String, Alert> settled = new HashMap<>();

  private final Map<String, Alert> pending = new HashMap<>();

  private final Map<String, Alert> stored = new HashMap<>();
  private final Map<String, Alert> put = new LinkedHashMap<>();
  private final List<String> removed = new ArrayList<>();

  /** {@code newest}: as the store has them at a time. */
  public Current(List<Alert> newest, Instant now) {
    for (Alert each : newest) {
      // By a clock that was ahead: nothing that is seen from now on would be newer for long.
      Alert alert = each.lastTime().isAfter(now) ? Episodes.until(each, now) : each;
      (isPending(alert) ? pending : settled).put(alert.series(), alert);
      stored.put(alert.id(), alert);
    }
  }

  private static boolean isPending(Alert alert) {
    return !alert.isFiring() && !alert.isResolved();
  }

  /** The newest episode of a series. */
  @Nullable Alert of(String series) {
    Alert waiting = pending.get(series);
    return waiting == null ? settled.get(series) : waiting;
  }

  /** The newest episode of each series that fires or is over. */
  public Collection<Alert> settled() {
    return settled.values();
  }

  /** All of them, pending ones too. */
  List<Alert> all() {
    List<Alert> all = new ArrayList<>(settled.values());
    all.addAll(pending.values());
    return all;
  }

  /** Judges what was seen of a subject. */
  void see(Episodes episodes, Subject subject, Observation seen) {
    Alert last = of(subject.series());
    Alert next = episodes.step(last, subject, seen);
    if (next != null && !next.equals(last)) {
      change(next);
    } else if (next == null && last != null) {
      drop(last);
    }
  }

  /** Ends an alert that nothing will be seen of any more. */
  void close(Alert alert, Instant time, String why) {
    if (isPending(alert)) {
      drop(alert);
    } else {
      change(Episodes.closed(alert, time, why));
    }
  }

  private void change(Alert next) {
    if (isPending(next)) {
      pending.put(next.series(), next);
    } else {
      pending.remove(next.series());
      settled.put(next.series(), next);
    }
    Alert known = stored.get(next.id());
    if (known == null || !isAlike(known, next)) {
      put.put(next.id(), next);
    }
  }

  /** Whether nothing but the number differs, and that by not much time. */
  private static boolean isAlike(Alert known, Alert next) {
    return known.state().equals(next.state())
        && known.flapping() == next.flapping()
        && known.since().equals(next.since())
        && Duration.between(known.lastTime(), next.lastTime()).compareTo(REST) < 0;
  }

  private void drop(Alert last) {
    pending.remove(last.series());
    put.remove(last.id());
    if (stored.containsKey(last.id())) {
      removed.add(last.id());
    }
  }

  /** What the store has to learn. */
  public Collection<Alert> put() {
    return put.values();
  }

  /** The ids of what it is to forget. */
  public List<String> removed() {
    return removed;
  }

  /** The store has learnt it. */
  public void saved() {
    removed.forEach(stored::remove);
    stored.putAll(put);
    put.clear();
    removed.clear();
    Set<String> ids = all().stream().map(Alert::id).collect(Collectors.toSet());
    stored.keySet().retainAll(ids);
  }
}
