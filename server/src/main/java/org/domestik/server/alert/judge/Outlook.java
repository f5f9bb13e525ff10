// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.domestik.model.Glob;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.AlertRules;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Limits;
import org.domestik.model.alert.Limits.Judgement;
import org.domestik.model.alert.Numbers;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.server.leak.Forecast;
import org.domestik.server.leak.Leaks;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;

/** Judges what takes hours to change: leaks, and where values go. */
public final class Outlook {
  private static final Duration GAP = Duration.ofDays(1);

  /** A forecast looks back as far as forward, but neither less nor more than this. */
  private static final Duration LEAST = Duration.ofHours(6);

  private static final Duration MOST = Duration.ofDays(30);

  private final Storage storage;
  private final ZoneId zone;

  public Outlook(Storage storage, ZoneId zone) {
    this.storage = storage;
    this.zone = zone;
  }

  public void run(
      Rulebook rules,
      Map<String, ProbeDescription> descriptions,
      List<HostStatus> hosts,
      Instant now,
      Current current) {
    List<HostStatus> watched =
        hosts.stream().filter(host -> host.state() != HostStatus.State.RETIRED).toList();
    if (rules.rules().stream().anyMatch(rule -> rule.condition() instanceof Condition.Leak)) {
      leaks(rules, descriptions, watched, now, current);
    }
    for (AlertRule rule : rules.rules()) {
      if (rule.condition() instanceof Condition.Reaches reaches) {
        for (ProbeDescription description : descriptions.values()) {
          if (isFor(rule, description)) {
            forecast(rules, reaches, description, watched, now)
                .forEach(it -> current.see(it.episodes, it.subject, it.seen));
          }
        }
      }
    }
  }

  private record Found(Episodes episodes, Subject subject, Observation seen) {}

  /**
   * Whether it looks at a value that a probe has: weeks of all others would be read for nothing.
   */
  private static boolean isFor(AlertRule rule, ProbeDescription description) {
    return rule.probe() != null
        && Glob.matches(rule.probe(), description.probe())
        && AlertRules.check(rule, description).isEmpty();
  }

  private void leaks(
      Rulebook rules,
      Map<String, ProbeDescription> descriptions,
      List<HostStatus> hosts,
      Instant now,
      Current current) {
    Set<String> names = hosts.stream().map(HostStatus::host).collect(Collectors.toSet());
    for (Leaks.Finding finding :
        new Leaks(storage, zone)
            .find((host, probe) -> names.contains(host), it -> watched(rules, it), now)) {
      ProbeDescription description = descriptions.get(finding.probe());
      if (description == null) {
        continue;
      }
      for (AlertRule rule : rules.of(finding.host(), description, finding.key())) {
        if (rule.condition() instanceof Condition.Leak leak
            && leak.value().equals(finding.value())) {
          current.see(
              Judge.episodes(rule, GAP),
              Subject.of(rule, finding.host(), finding.probe(), finding.key()),
              leak(finding, now));
        }
      }
    }
  }

  /** The values of a probe that rules watch, whether or not its description does. */
  private static Set<String> watched(Rulebook rules, ProbeDescription description) {
    Set<String> values = new TreeSet<>();
    for (AlertRule rule : rules.rules()) {
      if (rule.condition() instanceof Condition.Leak leak && isFor(rule, description)) {
        values.add(leak.value());
      }
    }
    return values;
  }

  private static Observation leak(Leaks.Finding finding, Instant now) {
    Judgement judgement =
        switch (finding.verdict()) {
          case "leak" -> Judgement.WRONG;
          case "unknown" -> Judgement.BETWEEN;
          default -> Judgement.RIGHT;
        };
    Double slope = finding.slopePerDay();
    String rise = slope == null ? "" : ", by " + Numbers.plain(slope) + " a day";
    return new Observation(
        now,
        judgement,
        slope,
        "a leak",
        finding.value()
            + (judgement == Judgement.WRONG
                ? " leaks: its floor rises" + rise
                : ": its floor does not rise"));
  }

  private List<Found> forecast(
      Rulebook rules,
      Condition.Reaches reaches,
      ProbeDescription description,
      List<HostStatus> hosts,
      Instant now) {
    Duration within = reaches.within().estimate();
    Duration back =
        within.compareTo(LEAST) < 0 ? LEAST : within.compareTo(MOST) > 0 ? MOST : within;
    Map<String, Window> windows = new HashMap<>();
    for (HostStatus host : hosts) {
      Instant last = host.lastSample();
      if (last != null && host.probes().contains(description.probe())) {
        windows.put(host.host(), new Window(last.minus(back), now.plusMillis(1)));
      }
    }
    List<Found> all = new ArrayList<>();
    if (!windows.isEmpty()) {
      storage
          .eachSeries(
              description.probe(),
              windows,
              (host, key, series) -> found(rules, reaches, description, host, key, series))
          .forEach(all::addAll);
    }
    return all;
  }

  private static List<Found> found(
      Rulebook rules,
      Condition.Reaches reaches,
      ProbeDescription description,
      String host,
      List<String> key,
      Series series) {
    List<Found> found = new ArrayList<>();
    Series.Band band = series.values().get(reaches.value());
    if (band == null || series.time().isEmpty()) {
      return found;
    }
    for (AlertRule rule : rules.of(host, description, key)) {
      if (reaches.equals(rule.condition())) {
        Limits limits = Limits.of(rule, description);
        Forecast forecast = Forecast.of(series.time(), band.min(), band.max(), limits.high());
        found.add(
            new Found(
                Judge.episodes(rule, GAP),
                Subject.of(rule, host, description.probe(), key),
                observation(reaches, limits, forecast, series)));
      }
    }
    return found;
  }

  private static Observation observation(
      Condition.Reaches reaches, Limits limits, Forecast forecast, Series series) {
    Instant time = Instant.ofEpochMilli(series.time().getLast());
    Duration left = forecast.left();
    Duration within = reaches.within().estimate();
    Judgement judgement =
        left == null || left.compareTo(within.multipliedBy(3).dividedBy(2)) > 0
            ? Judgement.RIGHT
            : left.compareTo(within) <= 0 ? Judgement.WRONG : Judgement.BETWEEN;
    String unit = limits.unit() == null ? "" : " " + limits.unit();
    String limit = Numbers.plain(limits.high()) + unit;
    return new Observation(
        time,
        judgement,
        forecast.last(),
        "reaches " + limit + " within " + reaches.within(),
        left == null
            ? reaches.value() + " does not go to " + limit
            : reaches.value() + " will be at " + limit + " in " + words(left));
  }

  private static String words(Duration left) {
    long hours = left.toHours();
    return hours < 1 ? "less than an hour" : hours < 48 ? hours + " hours" : hours / 24 + " days";
  }
}
