// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.domestik.model.ArchivePolicy;
import org.domestik.model.ProbeDescription;

/**
 * Which archive policy holds for a host and probe: the first of the operator's rules that matches,
 * else what the probe's description says, else the seed's.
 */
final class Policies {
  private final List<Rule> rules = new ArrayList<>();
  private final ZoneId zone;

  private record Rule(Pattern host, Pattern probe, ArchivePolicy policy) {}

  Policies(List<PolicyRule> rules, ZoneId zone) {
    this.zone = zone;
    for (PolicyRule rule : rules) {
      this.rules.add(new Rule(glob(rule.host()), glob(rule.probe()), rule.policy()));
    }
  }

  /** {@code *} stands for any characters, {@code ?} for one, everything else for itself. */
  static Pattern glob(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  ArchivePolicy of(String host, ProbeDescription probe) {
    for (Rule rule : rules) {
      if (rule.host().matcher(host).matches() && rule.probe().matcher(probe.probe()).matches()) {
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
