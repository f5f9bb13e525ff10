// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.domestik.model.ArchivePolicy;
import org.domestik.model.Glob;
import org.domestik.model.ProbeDescription;

/**
 * Which archive policy holds for a host and probe: the first of the operator's rules that matches,
 * else what the probe's description says, else the seed's.
 */
final class Policies {
  private final List<Rule> rules = new ArrayList<>();
  private final ZoneId zone;

  private record Rule(Predicate<String> host, Predicate<String> probe, ArchivePolicy policy) {}

  Policies(List<PolicyRule> rules, ZoneId zone) {
    this.zone = zone;
    for (PolicyRule rule : rules) {
      this.rules.add(new Rule(Glob.of(rule.host()), Glob.of(rule.probe()), rule.policy()));
    }
  }

  ArchivePolicy of(String host, ProbeDescription probe) {
    for (Rule rule : rules) {
      if (rule.host().test(host) && rule.probe().test(probe.probe())) {
        return rule.policy();
      }
    }
    ArchivePolicy said = probe.archive();
    return said == null ? ArchivePolicy.DEFAULT : said;
  }

  BucketCalendar calendar(String host, ProbeDescription probe) {
    return new BucketCalendar(of(host, probe).every(), zone);
  }
}
