// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.model.ArchivePolicy;
import org.domestik.model.BadInput;
import org.domestik.storage.PolicyRule;

/**
 * Archive policies by host and probe.
 *
 * @param rules {@code policies}: a list of tables with {@code host}, {@code probe} (globs; all by
 *     default), {@code after}, {@code every}, {@code keep}; the first that matches wins
 */
public record PolicyConfig(List<PolicyRule> rules) {
  /** None: what the probe's description says, else a day, an hour, a month. */
  public static final PolicyConfig DEFAULT = new PolicyConfig(List.of());

  public PolicyConfig {
    rules = List.copyOf(rules);
  }

  static PolicyConfig from(Settings settings) {
    return new PolicyConfig(settings.each("policies").stream().map(PolicyConfig::rule).toList());
  }

  private static PolicyRule rule(Settings rule) {
    String host = rule.text("host", "*");
    String probe = rule.text("probe", "*");
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
}
