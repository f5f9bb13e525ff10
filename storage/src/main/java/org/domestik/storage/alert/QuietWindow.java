// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time, set by hand, in which nobody is told of some hosts.
 *
 * @param id a text of its own
 * @param hosts globs
 * @param rules globs of rules' names
 * @param from inclusive
 * @param to exclusive
 * @param zone by whose clocks it was set: a name of the IANA's, for people
 * @param reason null: none was given
 * @param who set it
 */
public record QuietWindow(
    String id,
    List<String> hosts,
    List<String> rules,
    Instant from,
    Instant to,
    String zone,
    @Nullable String reason,
    String who) {
  public QuietWindow {
    hosts = List.copyOf(hosts);
    rules = List.copyOf(rules);
  }
}
