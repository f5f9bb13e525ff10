// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.util.List;
import java.util.function.UnaryOperator;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.PolicyRule;

/**
 * Archive policies by host and probe.
 *
 * @param rules {@code policies}: a list of tables with {@code host}, {@code probe} (globs; all by
 *     default), {@code after}, {@code every}, {@code keep}; the first that matches wins
 * @param places file and table of each rule, for complaints
 */
public record PolicyConfig(List<PolicyRule> rules, List<String> places) {
  /** None: what the probe's description says, else a day, an hour, a month. */
  public static final PolicyConfig DEFAULT = new PolicyConfig(List.of(), List.of());

  public PolicyConfig {
    rules = List.copyOf(rules);
    places = List.copyOf(places);
  }

  static PolicyConfig from(Settings settings) {
    List<Settings> tables = settings.each("policies");
    return new PolicyConfig(
        tables.stream().map(PolicyConfig::rule).toList(),
        tables.stream().map(Settings::where).toList());
  }

  private static PolicyRule rule(Settings rule) {
    String host = glob(rule, "host", Glob::hosts);
    String probe = glob(rule, "probe", Glob::probes);
    try {
      ArchivePolicy policy =
          new ArchivePolicy(
              rule.span("after", ArchivePolicy.DEFAULT.after()),
              rule.span("every", ArchivePolicy.DEFAULT.every()),
              rule.span("keep", ArchivePolicy.DEFAULT.keep()));
      rule.finish();
      return new PolicyRule(host, probe, policy);
    } catch (BadInput e) {
      throw String.valueOf(e.getMessage()).contains("policies[")
          ? e
          : rule.fault("keep", String.valueOf(e.getMessage()));
    }
  }

  private static String glob(Settings rule, String key, UnaryOperator<String> check) {
    try {
      return check.apply(rule.text(key, "*"));
    } catch (BadInput e) {
      throw String.valueOf(e.getMessage()).contains("policies[")
          ? e
          : rule.fault(key, String.valueOf(e.getMessage()));
    }
  }
}
