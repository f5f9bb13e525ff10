// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.ZoneId;
import java.util.List;
import java.util.function.Predicate;
import org.domestik.model.Glob;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.catalog.HostDescriptions;

/**
 * Which archive policy holds for a host and probe: the first of the operator's rules that matches,
 * else what the operator's description says, else what the host itself says of its own rows, else
 * the seed's. No host's word shortens what is kept of another.
 */
public final class Policies {
  private volatile List<Rule> rules = List.of();
  private final ZoneId zone;
  private final HostDescriptions hostDescriptions;

  private record Rule(Predicate<String> host, Predicate<String> probe, ArchivePolicy policy) {}

  public Policies(List<PolicyRule> rules, ZoneId zone, HostDescriptions hostDescriptions) {
    this.zone = zone;
    this.hostDescriptions = hostDescriptions;
    replace(rules);
  }

  /** Has other rules of the operator's; not while archive or purge runs. */
  public void replace(List<PolicyRule> others) {
    rules =
        others.stream()
            .map(it -> new Rule(Glob.of(it.host()), Glob.of(it.probe()), it.policy()))
            .toList();
  }

  ArchivePolicy of(String host, ProbeDescription probe) {
    for (Rule rule : rules) {
      if (rule.host().test(host) && rule.probe().test(probe.probe())) {
        return rule.policy();
      }
    }
    ArchivePolicy operators = probe.archive();
    ArchivePolicy said =
        operators == null ? hostDescriptions.archive(host, probe.probe()) : operators;
    return said == null ? ArchivePolicy.DEFAULT : said;
  }

  public BucketCalendar calendar(String host, ProbeDescription probe) {
    return new BucketCalendar(of(host, probe).every(), zone);
  }
}
