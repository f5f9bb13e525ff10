// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.telling;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.Glob;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Condition;
import org.domestik.model.alert.Severity;
import org.domestik.server.alert.rules.Quiet;
import org.domestik.server.alert.rules.QuietWindows;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.storage.HostStatus;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.QuietWindow;
import org.jspecify.annotations.Nullable;

/** Why nobody is told of an alert just now, as things stand at one time. */
public final class Held {
  /** A host whose last sample is older has its past judged, not its present. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final Rulebook rules;
  private final List<Quiet> quiet;
  private final List<QuietWindow> set;
  private final Map<String, HostStatus> hosts = new HashMap<>();
  private final Set<String> silent = new HashSet<>();
  private final Map<String, Severity> worst = new HashMap<>();
  private final Instant now;

  /**
   * At a time.
   *
   * @param quiet windows of the operator's file
   * @param set windows set by hand
   * @param alerts those that fire, at least
   */
  public Held(
      Rulebook rules,
      List<Quiet> quiet,
      List<QuietWindow> set,
      Collection<Alert> alerts,
      List<HostStatus> statuses,
      Instant now) {
    this.rules = rules;
    this.quiet = quiet;
    this.set = set;
    this.now = now;
    statuses.forEach(host -> hosts.put(host.host(), host));
    for (Alert alert : alerts) {
      if (alert.isFiring()) {
        if (isSilence(alert)) {
          silent.add(alert.host());
        }
        worst.merge(
            place(alert), Severity.of(alert.severity()), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }
  }

  private static String place(Alert alert) {
    return String.join("\n", alert.rule(), alert.host(), String.valueOf(alert.probe()))
        + "\n"
        + String.join("\n", alert.key());
  }

  /** Whether it says that a host does not deliver. */
  boolean isSilence(Alert alert) {
    AlertRule rule = alert.probe() == null ? rule(alert) : null;
    return rule != null && rule.condition() instanceof Condition.Silent;
  }

  private @Nullable AlertRule rule(Alert alert) {
    for (AlertRule rule : rules.rules()) {
      if (rule.condition() != null
          && rule.name().equals(alert.rule())
          && rule.severity().word().equals(alert.severity())
          && rule.isFor(alert.host())
          && isAbout(rule, alert)) {
        return rule;
      }
    }
    return null;
  }

  /** Rules of one name may be about other probes and keys. */
  private static boolean isAbout(AlertRule rule, Alert alert) {
    String probe = alert.probe();
    if (probe == null || rule.probe() == null) {
      return probe == null && rule.probe() == null;
    }
    return alert.value() == null
        ? Glob.matches(rule.probe(), probe)
        : rule.isFor(probe, alert.key());
  }

  /** The reason, for people; null if there is none. */
  public @Nullable String why(Alert alert) {
    for (Quiet window : quiet) {
      if (window.covers(alert.host(), alert.rule(), now)) {
        return window.toString();
      }
    }
    for (QuietWindow window : set) {
      if (QuietWindows.covers(window, alert.host(), alert.rule(), now)) {
        return QuietWindows.why(window);
      }
    }
    if (silent.contains(alert.host()) && !isSilence(alert)) {
      return alert.host() + " is silent";
    }
    HostStatus host = hosts.get(alert.host());
    if (host != null && host.asleep() != null) {
      return alert.host() + " is asleep";
    }
    AlertRule rule = rule(alert);
    String needed = rule == null ? null : rule.needs();
    if (needed != null && !needed.equals(alert.host()) && silent.contains(needed)) {
      return needed + " is silent, and is needed";
    }
    Severity worse = worst.get(place(alert));
    if (worse != null && alert.isFiring() && worse.compareTo(Severity.of(alert.severity())) > 0) {
      return worse.word() + " already";
    }
    return alert.probe() != null && isBehind(alert.host()) ? "the host is behind" : null;
  }

  private boolean isBehind(String host) {
    HostStatus status = hosts.get(host);
    if (status == null || status.state() == HostStatus.State.RETIRED) {
      return false;
    }
    Instant last = status.lastSample();
    return last != null && last.plus(FRESH).isBefore(now);
  }
}
