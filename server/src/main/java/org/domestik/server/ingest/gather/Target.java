// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.Map;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.sources.Source;
import org.jspecify.annotations.Nullable;

/**
 * Whose a series is, and where its numbers go.
 *
 * @param host null: nothing in the series names one
 * @param place null: it is no number, but a text
 */
public record Target(Source source, @Nullable String host, @Nullable Place place) {
  /** The host that the series or its source names, in this order; null: neither does. */
  public @Nullable String anyHost() {
    return host == null ? source.host() : host;
  }

  /** Whether the probe still is what it was when this was found, or not yet there. */
  boolean holds(Map<String, ProbeDescription> known) {
    if (place == null) {
      return true;
    }
    ProbeDescription now = known.get(place.table().probe());
    return now == null || now.keys().equals(place.table().keys());
  }
}
