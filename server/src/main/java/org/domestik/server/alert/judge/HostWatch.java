// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Limits.Judgement;
import org.domestik.model.delivery.Run;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.storage.HostStatus;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/** Judges hosts and scripts, rather than numbers. Belongs to one thread. */
public final class HostWatch {
  private static final Duration GAP = Duration.ofHours(1);

  private final Function<String, @Nullable Instant> oldestWaiting;
  private final Map<String, Instant> lastSamples = new HashMap<>();

  // Which rules are for a host or its probe is found once, as long as the rules are the same.
  private final Map<String, List<Asked>> ofHosts = new HashMap<>();
  private final Map<Place, List<AlertRule>> ofProbes = new HashMap<>();
  private @Nullable Rulebook known;

  private record Place(String host, String probe) {}

  /** A rule about a host. */
  private record Asked(AlertRule rule, Subject subject, Episodes episodes) {
    static Asked of(AlertRule rule, String host) {
      return new Asked(rule, Subject.of(rule, host, null, List.of()), Judge.episodes(rule, GAP));
    }
  }

  /**
   * {@code oldestWaiting}: the time of the oldest sample in a host's spool; null: there is none.
   */
  public HostWatch(Function<String, @Nullable Instant> oldestWaiting) {
    this.oldestWaiting = oldestWaiting;
  }

  /**
   * Looks at each host that is not retired.
   *
   * @param listening since when this server can hear: before, nobody's silence tells anything
   * @param runs of all hosts, by host; none where no rule is about them
   */
  public void run(
      Rulebook rules,
      List<HostStatus> hosts,
      Map<String, List<Run>> runs,
      Scan scan,
      Instant listening,
      Instant now,
      Current current) {
    if (!rules.equals(known)) {
      ofHosts.clear();
      ofProbes.clear();
      known = rules;
    }
    for (HostStatus host : hosts) {
      Instant last = host.lastSample();
      Instant before = last == null ? null : lastSamples.put(host.host(), last);
      if (last == null || host.state() == HostStatus.State.RETIRED) {
        continue;
      }
      if (host.asleep() != null) {
        continue; // As it said it would: what it does not deliver meanwhile tells nothing.
      }
      boolean moving = before != null && last.isAfter(before);
      for (Asked asked : ofHosts.computeIfAbsent(host.host(), it -> ofHost(rules, it))) {
        Observation seen =
            switch (asked.rule.condition()) {
              case Condition.Silent silent -> silent(silent, last, moving, listening, now);
              case Condition.Waiting waiting -> waiting(waiting, host.host(), now);
              case null, default -> null;
            };
        if (seen != null) {
          current.see(asked.episodes, asked.subject, seen);
        }
      }
      probes(rules, host, last, scan, current);
      for (Run run : runs.getOrDefault(host.host(), List.of())) {
        failing(rules, host.host(), run, current);
      }
    }
    for (Alert alert : current.all()) {
      if (!alert.isResolved() && isOfGoneScript(rules, runs, alert)) {
        current.close(alert, now, "the script is gone");
      }
    }
  }

  /** Whether it says that a script fails that its host has no more: nothing will come of it. */
  private boolean isOfGoneScript(Rulebook rules, Map<String, List<Run>> runs, Alert alert) {
    String probe = alert.probe();
    return probe != null
        && alert.value() == null
        && ofProbe(rules, alert.host(), probe).stream()
            .anyMatch(
                rule ->
                    rule.condition() instanceof Condition.Failing
                        && rule.name().equals(alert.rule())
                        && rule.severity().word().equals(alert.severity()))
        && runs.getOrDefault(alert.host(), List.of()).stream()
            .noneMatch(run -> alert.key().equals(List.of(run.script())));
  }

  private static List<Asked> ofHost(Rulebook rules, String host) {
    return rules.ofHost(host).stream().map(rule -> Asked.of(rule, host)).toList();
  }

  private static void see(
      AlertRule rule,
      String host,
      String probe,
      List<String> key,
      Observation seen,
      Current current) {
    current.see(Judge.episodes(rule, GAP), Subject.of(rule, host, probe, key), seen);
  }

  /** A host that has just moved on is delivering, however old what it delivers is. */
  private static Observation silent(
      Condition.Silent rule, Instant last, boolean moving, Instant listening, Instant now) {
    Duration span = rule.span().estimate();
    boolean old = !last.plus(span).isAfter(now);
    boolean sure = !moving && !listening.plus(span).isAfter(now);
    Judgement judgement = old ? sure ? Judgement.WRONG : Judgement.BETWEEN : Judgement.RIGHT;
    String message = old ? "nothing since " + last : "delivers again";
    return new Observation(now, judgement, null, "silent for " + rule.span(), message);
  }

  private Observation waiting(Condition.Waiting rule, String host, Instant now) {
    Instant oldest = oldestWaiting.apply(host);
    boolean old = oldest != null && !oldest.plus(rule.span().estimate()).isAfter(now);
    return new Observation(
        now,
        old ? Judgement.WRONG : Judgement.RIGHT,
        null,
        "not delivered for " + rule.span(),
        old ? "its spool has samples since " + oldest : "its spool is young");
  }

  private List<AlertRule> ofProbe(Rulebook rules, String host, String probe) {
    return ofProbes.computeIfAbsent(new Place(host, probe), it -> rules.ofProbe(it.host, it.probe));
  }

  private void probes(Rulebook rules, HostStatus host, Instant last, Scan scan, Current current) {
    for (String probe : host.probes()) {
      Instant seen = scan.read(host.host(), probe);
      if (seen == null) {
        continue;
      }
      for (AlertRule rule : ofProbe(rules, host.host(), probe)) {
        if (rule.condition() instanceof Condition.Missing missing) {
          Observation observed =
              Watched.missing(missing, seen, span -> scan.back(host.host(), span), last);
          see(rule, host.host(), probe, List.of(), observed, current);
        }
      }
    }
  }

  private void failing(Rulebook rules, String host, Run run, Current current) {
    for (AlertRule rule : ofProbe(rules, host, run.probe())) {
      if (rule.condition() instanceof Condition.Failing) {
        boolean fails =
            run.outcome() == Run.Outcome.FAILED || run.outcome() == Run.Outcome.QUARANTINED;
        String error = run.error() == null ? "" : run.error().lines().findFirst().orElse("");
        see(
            rule,
            host,
            run.probe(),
            List.of(run.script()),
            new Observation(
                run.time(),
                fails ? Judgement.WRONG : Judgement.RIGHT,
                null,
                null,
                run.script() + (fails ? " fails: " + error : " runs again")),
            current);
      }
    }
  }
}
