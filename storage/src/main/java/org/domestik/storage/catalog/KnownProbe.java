// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.ComparableKey;
import org.domestik.model.ProbeDescription;
import org.domestik.storage.Probe;
import org.domestik.storage.schema.Layout;
import org.jspecify.annotations.Nullable;

/**
 * A probe as the database knows it, at one state of its tables.
 *
 * @param operator what the operator said of it; null: nothing
 * @param isDescribed whether the tables are those of the description, which the engine fills and
 *     evolves by itself
 * @param behaviour the seven methods
 * @param series by host and key; grows as hosts and keys show up
 */
public record KnownProbe(
    int id,
    ProbeDescription description,
    @Nullable ProbeDescription operator,
    Layout layout,
    boolean isDescribed,
    Probe behaviour,
    Map<SeriesKey, SeriesEntry> series) {

  /** A host's number and the texts of a key. */
  public record SeriesKey(int host, List<String> key) implements Comparable<SeriesKey> {
    /** For maps: strangers may give all their keys one hash code. */
    @Override
    public int compareTo(SeriesKey that) {
      int order = Integer.compare(host, that.host);
      return order == 0 ? ComparableKey.compare(key, that.key) : order;
    }
  }

  public String name() {
    return description.probe();
  }

  static Map<SeriesKey, SeriesEntry> noSeries() {
    return new ConcurrentHashMap<>();
  }
}
