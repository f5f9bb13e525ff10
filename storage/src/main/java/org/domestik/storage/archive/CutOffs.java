// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.domestik.model.Glob;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.hosts.Hosts;

/** Says before when data is old, by the policies and each host's last sample. */
final class CutOffs {
  private final Catalog catalog;
  private final Hosts hosts;
  private final Policies policies;
  private final ZoneId zone;

  CutOffs(Catalog catalog, Hosts hosts, Policies policies, ZoneId zone) {
    this.catalog = catalog;
    this.hosts = hosts;
    this.policies = policies;
    this.zone = zone;
  }

  /** Which of its two ages of a policy it is about. */
  enum Age {
    AFTER,
    KEEP
  }

  /** The probes of a scope, by name. */
  List<KnownProbe> probes(Scope scope) {
    Predicate<String> named = Glob.of(scope.probe());
    return catalog.probes().stream()
        .filter(probe -> named.test(probe.name()))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  /**
   * By host of a scope, the time its data's age counts from, whatever the probe; hosts that never
   * delivered have none.
   */
  Map<String, Instant> lasts(Scope scope, Instant now) {
    Map<String, Instant> lasts = hosts.lasts(now);
    lasts.keySet().removeIf(Glob.of(scope.host()).negate());
    return lasts;
  }

  /** Before when a probe's data of each host is old, whose age counts from those times. */
  Map<String, Instant> of(Map<String, Instant> lasts, KnownProbe probe, Age age) {
    Map<String, Instant> cutOffs = new LinkedHashMap<>();
    lasts.forEach((host, last) -> cutOffs.put(host, of(host, probe, last, age)));
    return cutOffs;
  }

  /** Before when a host's data is old if its age counts from a time. */
  Instant of(String host, KnownProbe probe, Instant last, Age age) {
    ArchivePolicy policy = policies.of(host, probe.description());
    return new BucketCalendar(policy.every(), zone)
        .cutOff(last, age == Age.AFTER ? policy.after() : policy.keep());
  }
}
