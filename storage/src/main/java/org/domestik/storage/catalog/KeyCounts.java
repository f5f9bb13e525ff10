// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many keys each host has, of all probes. Safe for use by several threads. */
final class KeyCounts {
  private volatile Map<Integer, Integer> counts = new ConcurrentHashMap<>();

  /** Counts all anew. */
  void count(Collection<KnownProbe> probes) {
    Map<Integer, Integer> all = new ConcurrentHashMap<>();
    probes.forEach(
        probe -> probe.series().keySet().forEach(key -> all.merge(key.host(), 1, Integer::sum)));
    counts = all;
  }

  /** One more. */
  void added(int host) {
    counts.merge(host, 1, Integer::sum);
  }

  void forget(int host) {
    counts.remove(host);
  }

  int of(int host) {
    return counts.getOrDefault(host, 0);
  }
}
