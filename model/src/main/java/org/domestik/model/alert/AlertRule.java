// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.util.List;
import org.domestik.model.Glob;
import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be told.
 *
 * <p>Of several rules of one name and severity the first that is meant for a host and key holds.
 *
 * @param name what people know it by
 * @param condition null: there is to be no alert of this name where the rule holds
 * @param hosts globs; one of them has to match
 * @param probe a glob; null: the rule is about hosts
 * @param keys globs of a key's levels, joined by " / "; one of them has to match
 * @param lasting for so long it has to be so, by the samples' time; null: one sample is enough
 * @param needs the host without which this cannot be judged; null: none
 * @param text what people read; null: it is made of the condition
 * @param origin where it is written, for people
 */
public record AlertRule(
    String name,
    Severity severity,
    @Nullable Condition condition,
    List<String> hosts,
    @Nullable String probe,
    List<String> keys,
    @Nullable Span lasting,
    @Nullable String needs,
    @Nullable String text,
    String origin) {
  public AlertRule {
    hosts = List.copyOf(hosts);
    keys = List.copyOf(keys);
  }

  /** Whether it is meant for a host. */
  public boolean isFor(String host) {
    return Glob.anyMatches(hosts, host);
  }

  /** Whether it is meant for a key of a probe. */
  public boolean isFor(String itsProbe, List<String> key) {
    return probe != null
        && Glob.matches(probe, itsProbe)
        && Glob.anyMatches(keys, String.join(" / ", key));
  }
}
