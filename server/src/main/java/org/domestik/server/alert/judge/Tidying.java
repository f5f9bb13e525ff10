// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.storage.HostStatus;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/** Ends alerts that no sample will ever end: their host, rule or key is gone. */
public final class Tidying {
  private static final Duration GONE = Duration.ofDays(1);

  private Tidying() {}

  /**
   * Ends them.
   *
   * @param others whether the rules are others than the last time: else each alert has its rule
   */
  public static void run(
      Rulebook rules,
      boolean others,
      Map<String, ProbeDescription> descriptions,
      List<HostStatus> hosts,
      Instant now,
      Current current) {
    Map<String, HostStatus> byName = new HashMap<>();
    hosts.forEach(host -> byName.put(host.host(), host));
    for (Alert alert : current.all()) {
      String why =
          alert.isResolved() && !alert.flapping()
              ? null
              : why(alert, rules, others, descriptions, byName.get(alert.host()));
      if (why != null) {
        current.close(alert, now, why);
      }
    }
  }

  private static @Nullable String why(
      Alert alert,
      Rulebook rules,
      boolean others,
      Map<String, ProbeDescription> descriptions,
      @Nullable HostStatus host) {
    if (host == null) {
      return "the host is gone";
    }
    if (host.state() == HostStatus.State.RETIRED) {
      return "the host is retired";
    }
    if (others && !hasRule(alert, rules, descriptions)) {
      return "the rule is gone";
    }
    Instant last = host.lastSample();
    return alert.value() != null && last != null && alert.lastTime().plus(GONE).isBefore(last)
        ? "nothing came of it for a day"
        : null;
  }

  private static boolean hasRule(
      Alert alert, Rulebook rules, Map<String, ProbeDescription> descriptions) {
    String probe = alert.probe();
    if (probe == null) {
      return has(rules.ofHost(alert.host()), alert);
    }
    ProbeDescription description = descriptions.get(probe);
    return has(rules.ofProbe(alert.host(), probe), alert)
        || description != null && has(rules.of(alert.host(), description, alert.key()), alert);
  }

  private static boolean has(List<AlertRule> rules, Alert alert) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.name().equals(alert.rule())
                    && rule.severity().word().equals(alert.severity()));
  }
}
