// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.sources.Source;
import org.domestik.server.ingest.sources.Sources.Candidates;

/** Finds where series go that name probe, host, key and value each by itself. Thread-safe. */
public final class Places {
  private final String prefix;
  private final Columns columns;

  /**
   * For the series of one protocol.
   *
   * @param prefix of all probes' names for which no source says another
   * @param mostTables of so many is remembered how their values were named
   */
  public Places(String prefix, int mostTables) {
    this.prefix = prefix;
    this.columns = new Columns(mostTables);
  }

  /**
   * The place of a series.
   *
   * @param candidates the sources that may be its
   * @param known the descriptions in force
   * @throws BadInput where there is no room for it
   */
  public Target of(Candidates candidates, Named named, Map<String, ProbeDescription> known) {
    SequencedMap<String, String> tags = new LinkedHashMap<>(named.tags());
    Source source = candidates.of(named.measurement(), tags.keySet());
    String tag = source.hostTag(tags.keySet());
    String tagged = tag == null ? null : tags.remove(tag);
    String host = tagged == null || tagged.isEmpty() ? named.host() : tagged;
    List<String> levels = source.keys(tags.sequencedKeySet());
    Table table =
        columns.table(
            source.prefix(prefix) + named.measurement(),
            named.title(),
            Columns.keys(levels),
            known);
    String unit = source.unit(named.measurement(), named.value());
    Column column =
        columns.of(
            table,
            known.get(table.probe()),
            named.value(),
            named.value(),
            unit == null ? named.unit() : unit);
    if (column == null) {
      throw new BadInput("probe \"" + table.probe() + "\" is full: no room for " + named.value());
    }
    List<String> key =
        levels.stream()
            .map(it -> KeyText.of(KeyText.shortened(tags.getOrDefault(it, ""))))
            .toList();
    return new Target(
        source, host == null ? null : ProbeNames.host(host), Place.of(table, key, column));
  }
}
