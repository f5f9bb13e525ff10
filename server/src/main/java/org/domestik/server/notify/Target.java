// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify;

import java.util.List;
import org.domestik.model.Glob;
import org.domestik.model.Span;
import org.domestik.model.alert.Severity;
import org.domestik.server.notify.message.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to be told.
 *
 * @param from the least severity that is told: info, warning or critical
 * @param hosts globs of the hosts it is told about
 * @param rules globs of the rules it is told about
 * @param after how long an alert has burned before this target is told; null: at once
 * @param repeat how often a burning alert is told again; null: never
 * @param channels the ways to it, at least one
 */
public record Target(
    String name,
    String from,
    List<String> hosts,
    List<String> rules,
    @Nullable Span after,
    @Nullable Span repeat,
    List<Channel> channels) {
  public Target {
    hosts = List.copyOf(hosts);
    rules = List.copyOf(rules);
    channels = List.copyOf(channels);
  }

  /** Whether this target is told of such an alert. */
  public boolean wants(String severity, String host, String rule) {
    return Severity.of(severity).compareTo(Severity.of(from)) >= 0
        && Glob.anyMatches(hosts, host)
        && Glob.anyMatches(rules, rule);
  }
}
