// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.BundledProbes;
import org.domestik.storage.Storage;

/**
 * What a store has under a bundled probe's name that others than this probe sent, and that nobody
 * described: from before such names were reserved, or written as JSON by hand. It must not keep the
 * agent out, so it makes room. Safe for use by many threads.
 */
final class ForeignProbes {
  private static final Logger LOG = Logger.getLogger(ForeignProbes.class.getName());

  /** As lines of senders that no source is known of are called. */
  private static final String FOREIGN = "influx_";

  private final Storage storage;

  ForeignProbes(Storage storage) {
    this.storage = storage;
  }

  /**
   * Gives such a probe the name that lines of its senders have now, where a bundled probe comes
   * with other keys; answers whether a batch with bundled probes may find room now.
   */
  synchronized boolean makeRoom(Batch batch) {
    boolean room = false;
    for (ProbeDescription said : batch.descriptions().values()) {
      String name = said.probe();
      if (!said.inferred()
          && BundledProbes.names().contains(name)
          && BundledProbes.description(name).keys().equals(said.keys())) {
        setAside(said);
        room = true; // Whoever came a moment before may have made it.
      }
    }
    return room;
  }

  private void setAside(ProbeDescription said) {
    String name = said.probe();
    Map<String, ProbeDescription> known = storage.descriptions();
    ProbeDescription there = known.get(name);
    if (there == null || !there.inferred() || there.keys().size() == said.keys().size()) {
      return;
    }
    String other = FOREIGN + name;
    for (int number = 2; known.containsKey(other); number++) {
      other = FOREIGN + name + "_" + number;
    }
    storage.rename(name, other);
    LOG.log(
        Level.WARNING,
        "what was stored as probe {0}, with the keys {1}, is not of the bundled probe of that name,"
            + " which a host sends now: it is called {2} from now on",
        new Object[] {name, there.keys(), other});
  }
}
