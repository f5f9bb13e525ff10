// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of a family go as long as its probes are what they are: nothing has to be added
 * to them. Thread-safe.
 */
final class Settled {
  private static final int MOST = 500;

  private final Map<String, ProbeDescription> probes;
  private final Map<Named, Placement> placements = new ConcurrentHashMap<>();

  private record Named(List<String> tags, List<String> fields) {}

  /** {@code probes}: what is in force for all that were looked at. */
  Settled(Map<String, ProbeDescription> probes) {
    this.probes = Map.copyOf(probes);
  }

  /** Whether the probes still are what they were. */
  @SuppressWarnings("ReferenceEquality") // A changed description is another instance.
  boolean holds(Function<String, @Nullable ProbeDescription> known) {
    for (Map.Entry<String, ProbeDescription> probe : probes.entrySet()) {
      if (known.apply(probe.getKey()) != probe.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it looks at all these probes. */
  boolean covers(Map<String, ProbeDescription> others) {
    return probes.keySet().containsAll(others.keySet());
  }

  @Nullable Placement get(List<String> tags, List<String> fields) {
    return placements.get(new Named(tags, fields));
  }

  void put(List<String> tags, List<String> fields, Placement placement) {
    if (placements.size() >= MOST) {
      placements.clear();
    }
    placements.put(new Named(tags, fields), placement);
  }
}
