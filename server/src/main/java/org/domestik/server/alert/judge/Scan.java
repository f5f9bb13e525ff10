// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Condition;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is new of each host and probe that rules look at, and has it judged. What is older
 * than what was read before is never looked at: late samples are history. Belongs to one thread.
 */
public final class Scan {
  /** So far back a scan begins, besides what the longest rule has to last: to find what pends. */
  private static final Duration BACK = Duration.ofMinutes(15);

  /** A key that has not come for so long, although its host delivers, is nobody's concern. */
  private static final Duration GONE = Duration.ofDays(1);

  /** So exactly a pause is known that was before a scan begins: a host's past takes some KB. */
  private static final int STEPS = 500;

  private final Storage storage;
  private final Map<Place, Read> read = new HashMap<>();
  private final Map<Key, Watched> watched = new HashMap<>();
  private final Map<String, ProbeDescription> described = new HashMap<>();
  private final Returns returns = new Returns();
  private @Nullable Rulebook rules;

  /** Since when these rules are looked at. */
  private Instant known = Instant.MIN;

  private record Place(String host, String probe) {}

  /**
   * Up to where a look read, and up to where the one before it: what lies between is read twice,
   * for some keys of a sample may come a moment after the others.
   */
  private record Read(Instant last, Instant before) {}

  private record Key(String host, String probe, List<String> key) {}

  private record Points(String host, List<String> key, Series series) {}

  public Scan(Storage storage) {
    this.storage = storage;
  }

  /** Looks at all that is new up to a time. */
  public void run(
      Rulebook rulebook,
      Map<String, ProbeDescription> descriptions,
      List<HostStatus> hosts,
      Instant now,
      Current current) {
    if (!rulebook.equals(rules)) {
      watched.clear();
      read.clear(); // Else what came last of a key that is missing would not be known any more.
      rules = rulebook;
      known = now;
    }
    for (ProbeDescription description : descriptions.values()) {
      if (rulebook.looksAt(description.probe())) {
        probe(rulebook, description, hosts, now, current);
      }
    }
    returns.see(hosts);
    miss(hosts, current);
  }

  private void probe(
      Rulebook rulebook,
      ProbeDescription description,
      List<HostStatus> hosts,
      Instant now,
      Current current) {
    String probe = description.probe();
    // It says which rules can be judged, and in which unit: a value may come later than its rule.
    if (!description.equals(described.put(probe, description))) {
      watched.keySet().removeIf(key -> key.probe.equals(probe));
      read.keySet().removeIf(place -> place.probe.equals(probe));
    }
    Map<String, Window> windows = windows(rulebook, probe, hosts, now);
    if (windows.isEmpty()) {
      return;
    }
    Map<String, Instant> newest = new HashMap<>();
    long step = Math.max(1, back(rulebook).toMillis() / STEPS);
    for (Points points : storage.eachRecent(probe, windows, Points::new)) {
      returns.learn(points.host, points.series.time(), step);
      Key key = new Key(points.host, probe, points.key);
      Watched its =
          watched.computeIfAbsent(
              key,
              it ->
                  new Watched(
                      it.host,
                      description,
                      it.key,
                      rulebook.of(it.host, description, it.key),
                      Judge.gap(description),
                      known));
      its.see(points.series, current);
      newest.merge(points.host, its.last(), (a, b) -> a.isAfter(b) ? a : b);
    }
    newest.forEach(
        (host, last) ->
            read.merge(
                new Place(host, probe),
                new Read(last, Instant.MIN),
                (old, it) -> new Read(old.last.isAfter(last) ? old.last : last, old.last)));
  }

  /** From behind what was read of each host that has delivered since. */
  private Map<String, Window> windows(
      Rulebook rulebook, String probe, List<HostStatus> hosts, Instant now) {
    Map<String, Window> windows = new HashMap<>();
    Duration back = back(rulebook);
    for (HostStatus host : hosts) {
      Instant last = host.lastSample();
      if (last == null
          || host.state() == HostStatus.State.RETIRED
          || !host.probes().contains(probe)) {
        continue;
      }
      Read before = read.get(new Place(host.host(), probe));
      if (before == null) {
        windows.put(host.host(), new Window(last.minus(back), now.plusMillis(1)));
      } else if (last.isAfter(before.before)) {
        windows.put(host.host(), new Window(before.before.plusMillis(1), now.plusMillis(1)));
      }
    }
    return windows;
  }

  private static Duration back(Rulebook rulebook) {
    Duration longest = Duration.ZERO;
    for (AlertRule rule : rulebook.rules()) {
      Duration lasting = rule.lasting() == null ? Duration.ZERO : rule.lasting().estimate();
      if (rule.condition() instanceof Condition.Missing missing) {
        lasting = lasting.plus(missing.span().estimate());
      }
      longest = lasting.compareTo(longest) > 0 ? lasting : longest;
    }
    return longest.plus(BACK);
  }

  private void miss(List<HostStatus> hosts, Current current) {
    Map<String, Instant> newest = new HashMap<>();
    for (HostStatus host : hosts) {
      if (host.lastSample() != null) {
        newest.put(host.host(), host.lastSample());
      }
    }
    read.keySet().removeIf(place -> !newest.containsKey(place.host));
    watched
        .entrySet()
        .removeIf(
            it -> {
              Instant last = newest.get(it.getKey().host);
              Watched its = it.getValue();
              return last == null || its.last().plus(GONE).plus(its.wanted()).isBefore(last);
            });
    watched.forEach(
        (key, its) ->
            its.miss(
                Objects.requireNonNull(newest.get(key.host)),
                span -> returns.since(key.host, span),
                current));
  }

  /** The newest sample that was read of a host's probe; null if none was. */
  @Nullable Instant read(String host, String probe) {
    Read its = read.get(new Place(host, probe));
    return its == null ? null : its.last;
  }

  /** When a host delivered again after a pause of so long. */
  Instant back(String host, Duration pause) {
    return returns.since(host, pause);
  }
}
