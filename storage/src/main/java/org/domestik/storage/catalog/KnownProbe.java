// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.schema.ProbeTables;
import org.jspecify.annotations.Nullable;

/**
 * A probe as the database knows it, at one state of its tables.
 *
 * @param operator what the operator said of it; null: nothing
 * @param kind who knows its tables
 * @param series by host and key; grows as hosts and keys show up
 */
public record KnownProbe(
    int id,
    ProbeDescription description,
    @Nullable ProbeDescription operator,
    ProbeTables tables,
    ProbeKind kind,
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

  /**
   * What words with such keys are held against. A class alone knows what its keys are, so a sample
   * of another shape, which it may have refused, binds nobody.
   */
  public ProbeDescription description(List<String> keys) {
    return mayHaveOther(keys) ? Agreement.withKeys(description, keys) : description;
  }

  /** Whether it may have keys of so many levels, and had others so far. */
  public boolean mayHaveOther(List<String> keys) {
    return kind instanceof HandWritten && keys.size() != description.keys().size();
  }

  /** The names of its values, in the tables' order; always the same instance. */
  public List<String> valueNames() {
    return tables.values();
  }

  /**
   * The same, where the storage knows its tables by itself.
   *
   * @throws BadInput with what is to be said of one that keeps its samples by itself
   */
  public KnownProbe described(String otherwise) {
    return switch (kind) {
      case ProbeKind.Described _ -> this;
      case HandWritten _ -> throw new BadInput("probe \"" + name() + "\" keeps " + otherwise);
    };
  }

  KnownProbe with(Map<SeriesKey, SeriesEntry> others) {
    return new KnownProbe(id, description, operator, tables, kind, others);
  }

  static KnownProbe of(
      int id,
      ProbeDescription description,
      @Nullable ProbeDescription operator,
      ProbeKind kind,
      Map<SeriesKey, SeriesEntry> series) {
    return new KnownProbe(id, description, operator, new ProbeTables(description), kind, series);
  }

  /** Its series by keys of so many levels: of those that are new the others have nothing. */
  Map<SeriesKey, SeriesEntry> series(int levels) {
    int more = levels - description.keys().size();
    if (more <= 0) {
      return series;
    }
    Map<SeriesKey, SeriesEntry> widened = noSeries();
    series.forEach(
        (old, entry) -> {
          List<String> key = new ArrayList<>(old.key());
          key.addAll(Collections.nCopies(more, ""));
          widened.put(new SeriesKey(old.host(), List.copyOf(key)), entry);
        });
    return widened;
  }

  static Map<SeriesKey, SeriesEntry> noSeries() {
    return new ConcurrentHashMap<>();
  }
}
