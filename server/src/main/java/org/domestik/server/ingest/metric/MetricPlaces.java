// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;
import org.domestik.model.Storable;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.gather.Column;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Table;
import org.domestik.server.ingest.sources.Source;
import org.jspecify.annotations.Nullable;

/**
 * Where metrics go: those that begin alike and have the same labels are one probe, the source and
 * the labels its keys. An agent that asks an exporter itself does the same. Thread-safe.
 */
public final class MetricPlaces {
  private static final int MOST_TABLES = 2_000;
  private static final String SOURCE = "source";
  private static final String OTHERS = "other labels";

  private final String prefix;
  private final Columns columns = new Columns(MOST_TABLES);

  /** {@code prefix}: of all probes' names. */
  public MetricPlaces(String prefix) {
    this.prefix = prefix;
  }

  /**
   * The place of a series.
   *
   * @param rule the source that holds for it
   * @param name the metric's, as its sender writes it
   * @param metric the same in parts
   * @param unit empty: not known
   * @param source what tells it from others of the same name and labels; may be empty; null: there
   *     is nothing like it in the protocol
   * @param labels all but those that say source and host
   * @param known the descriptions in force
   * @throws BadInput where there is no room for it
   */
  public Place of(
      Source rule,
      String name,
      MetricName metric,
      String unit,
      @Nullable String source,
      SequencedMap<String, String> labels,
      Map<String, ProbeDescription> known) {
    List<String> levels = new ArrayList<>();
    List<String> key = new ArrayList<>();
    if (source != null) {
      key.add(KeyText.of(KeyText.shortened(source)));
    }
    SequencedMap<String, String> kept = new LinkedHashMap<>();
    rule.keys(labels.sequencedKeySet())
        .forEach(label -> kept.put(label, labels.getOrDefault(label, "")));
    levels(kept, levels, key);
    String said = rule.unit(name, name);
    String itsUnit = said == null ? unit : said;
    for (int more = 0; ; more++) {
      Table table =
          table(
              rule.prefix(prefix) + metric.prefix(more),
              metric.prefix(more),
              levels,
              source != null,
              known);
      // Of two names that part into the same words only one is written with them.
      String rest = metric.rest(more);
      String id = name.equals(metric.prefix(more) + "_" + rest) ? rest : name;
      Column column =
          columns.of(table, known.get(table.probe()), rest, id, itsUnit.isEmpty() ? null : itsUnit);
      if (column != null) {
        return Place.of(table, key, column);
      }
      if (more >= metric.most()) {
        throw new BadInput(
            "metric " + Storable.quoted(name) + ": probe \"" + table.probe() + "\" is full");
      }
    }
  }

  /** As many labels as a key has levels; what is beyond is one level together. */
  private static void levels(
      SequencedMap<String, String> labels, List<String> levels, List<String> key) {
    StringBuilder others = new StringBuilder();
    int own = labels.size() < Storable.KEY_LEVELS ? labels.size() : Storable.KEY_LEVELS - 2;
    labels.forEach(
        (label, value) -> {
          if (levels.size() < own) {
            levels.add(label);
            key.add(KeyText.of(KeyText.shortened(value)));
          } else {
            others.append(others.isEmpty() ? "" : ", ").append(label).append("=\"");
            others.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
          }
        });
    if (!others.isEmpty()) {
      levels.add(OTHERS);
      key.add(KeyText.of(KeyText.shortened(others.toString())));
    }
  }

  private Table table(
      String name,
      String words,
      List<String> levels,
      boolean hasSource,
      Map<String, ProbeDescription> known) {
    String by = levels.isEmpty() ? "" : "_by_" + String.join("_", levels);
    String title =
        words.replace('_', ' ') + (levels.isEmpty() ? "" : " by " + String.join(", ", levels));
    List<String> texts = new ArrayList<>(hasSource ? List.of(SOURCE) : List.of());
    // A label "source" is another key than ours.
    levels.forEach(label -> texts.add(hasSource && label.equals(SOURCE) ? label + " " : label));
    List<String> keys = Columns.keys(texts);
    return columns.table(name + by, title, keys, known);
  }
}
