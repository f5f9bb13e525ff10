// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Hosts by name, whatever the case of its letters where that is asked. Safe for many threads. */
final class KnownHosts {
  private final Map<String, KnownHost> hosts = new ConcurrentHashMap<>();

  /** Names that differ in case only stand side by side: a fleet's are not all looked at for one. */
  private final NavigableSet<String> names =
      new ConcurrentSkipListSet<>(
          String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder()));

  @Nullable KnownHost get(String name) {
    return hosts.get(name);
  }

  Collection<KnownHost> all() {
    return hosts.values();
  }

  void put(KnownHost host) {
    hosts.put(host.name(), host);
    names.add(host.name());
  }

  void putIfAbsent(KnownHost host) {
    if (hosts.putIfAbsent(host.name(), host) == null) {
      names.add(host.name());
    }
  }

  void remove(String name) {
    hosts.remove(name);
    names.remove(name);
  }

  int count() {
    return hosts.size();
  }

  /** The names that are this one but for the case of letters, itself included. */
  List<String> alike(String name) {
    List<String> alike = new ArrayList<>();
    for (String each : names.tailSet(name, true)) {
      if (!each.equalsIgnoreCase(name)) {
        break;
      }
      alike.add(each);
    }
    for (String each : names.headSet(name, false).descendingSet()) {
      if (!each.equalsIgnoreCase(name)) {
        break;
      }
      alike.addFirst(each);
    }
    return alike;
  }
}
