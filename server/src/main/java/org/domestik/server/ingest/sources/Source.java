// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedCollection;
import java.util.stream.Stream;
import org.domestik.model.Glob;
import org.domestik.server.config.SourcesConfig.SourceRule;
import org.domestik.server.ingest.names.ProbeNames;
import org.jspecify.annotations.Nullable;

/** What holds for the samples of one kind of senders; equal ones say the same. */
public final class Source {
  private static final String HOST = "host";

  /** The unit of what is measured in what the measurement is called. */
  private static final String MEASUREMENT = "*";

  private final SourceRule rule;
  private final String apart;
  private final int hash;

  /** The globs of fields that have units, the most exact first. */
  private final List<String> measured;

  /** {@code apart}: the prefix of probes that would be called like bundled ones. */
  Source(SourceRule rule, String apart) {
    this.rule = rule;
    hash = rule.hashCode(); // It is the key of maps in which lines are looked up.
    this.apart = rule.prefix().isEmpty() ? apart : rule.prefix();
    measured =
        rule.units().keySet().stream()
            .sorted(
                Comparator.<String>comparingInt(glob -> Glob.isWild(glob) ? 1 : 0)
                    .thenComparing(Comparator.comparingInt(String::length).reversed())
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
  }

  /** For people. */
  public String name() {
    return rule.name();
  }

  /** The probe of a measurement, before others are found to have the name. */
  public String probe(String measurement) {
    return ProbeNames.of(rule.prefix(), apart, measurement);
  }

  /** The prefix of its probes' names; {@code otherwise}: where it says none. */
  public String prefix(String otherwise) {
    return rule.prefix().isEmpty() ? otherwise : rule.prefix();
  }

  /** Which tag names the host of a sample with some tags; null: none does. */
  public @Nullable String hostTag(Collection<String> tags) {
    String own = ownHostTag(tags);
    return own == null && tags.contains(HOST) ? HOST : own;
  }

  /** The same where a tag {@code host} is one as any other, unless the source names it. */
  public @Nullable String ownHostTag(Collection<String> tags) {
    return rule.host() != null && tags.contains(rule.host()) ? rule.host() : null;
  }

  /** The host of samples whose tags name none; null: the source names none either. */
  public @Nullable String host() {
    return rule.host() == null ? null : ProbeNames.host(rule.host());
  }

  /** The tags that are the key, in its order, of those that there are but for the host's. */
  public List<String> keys(SequencedCollection<String> tags) {
    if (rule.keys().isEmpty() && rule.without().isEmpty()) {
      return List.copyOf(tags);
    }
    List<String> keys = new ArrayList<>(rule.keys());
    keys.retainAll(tags);
    for (String tag : tags) {
      if (!keys.contains(tag) && !Glob.anyMatches(rule.without(), tag)) {
        keys.add(tag);
      }
    }
    return keys;
  }

  /** Whether it says of a tag that it is part of the key. */
  public boolean isKey(String tag) {
    return rule.keys().contains(tag);
  }

  /** A field's unit; null: not known. */
  public @Nullable String unit(String measurement, String field) {
    for (String glob : measured) {
      if (Glob.matches(glob, field) || Glob.matches(glob, measurement + "." + field)) {
        String unit = rule.units().getOrDefault(glob, "");
        return unit.equals(MEASUREMENT) ? measurement : unit.isEmpty() ? null : unit;
      }
    }
    return null;
  }

  /** The tags that decide whether it holds, and which host and key a sample is of. */
  Stream<String> tags() {
    return Stream.of(
            rule.tags(),
            rule.keys(),
            rule.host() == null ? List.<String>of() : List.of(rule.host()))
        .flatMap(List::stream);
  }

  /** Whether the rule may hold for what a sender sends. */
  boolean mayHold(Sender sender) {
    String database = sender.database();
    return matches(rule.protocols(), sender.protocol())
        && matches(rule.databases(), database == null ? "" : database)
        && matches(rule.tokens(), sender.token())
        && matches(rule.agents(), sender.agent());
  }

  /** Whether it holds for a sample of such a sender. */
  boolean holds(String measurement, Collection<String> tags) {
    return matches(rule.measurements(), measurement) && tags.containsAll(rule.tags());
  }

  private static boolean matches(List<String> globs, String name) {
    return globs.isEmpty() || Glob.anyMatches(globs, name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || other instanceof Source that && rule.equals(that.rule) && apart.equals(that.apart);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
