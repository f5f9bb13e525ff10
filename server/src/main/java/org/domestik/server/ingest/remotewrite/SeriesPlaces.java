// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;
import org.domestik.model.Names;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Storable;
import org.domestik.server.ingest.gather.Column;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Table;
import org.jspecify.annotations.Nullable;

/** Where each series goes, remembered. Thread-safe. */
final class SeriesPlaces {
  /** The like of a series' labels and its place takes some 1,000 bytes: a twelfth of the heap. */
  private static final long HEAP_PER_SERIES = 12_000;

  private static final int MOST_TABLES = 2_000;
  private static final String NAME = "__name__";
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";
  private static final String SOURCE = "source";
  private static final String BOUND = "le";
  private static final String OTHERS = "other labels";
  private static final String PREFIX = "prom_";

  private final Map<Labels, Series> series = new ConcurrentHashMap<>();
  private final Columns columns = new Columns(MOST_TABLES);
  private final int most =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_PER_SERIES);

  /**
   * What is known of a series.
   *
   * @param host null: its labels name none
   * @param place null: it is no number, but text in labels
   */
  record Series(@Nullable String host, @Nullable Place place) {}

  /**
   * The series of some labels.
   *
   * @param known the descriptions in force
   * @throws BadInput where it cannot be stored
   */
  Series of(Labels labels, Map<String, ProbeDescription> known) {
    Series there = series.get(labels);
    if (there != null) {
      return there;
    }
    Series made = read(labels.read(), known);
    if (series.size() >= most) {
      series.clear(); // What comes no more must not hold its place for ever.
    }
    series.put(labels.copy(), made);
    return made;
  }

  private Series read(SortedMap<String, String> labels, Map<String, ProbeDescription> known) {
    String name = labels.remove(NAME);
    if (name == null) {
      throw new BadInput("a series has no label " + NAME);
    }
    String job = labels.remove(JOB);
    String instance = labels.remove(INSTANCE);
    String host = instance == null ? null : Hosts.of(instance);
    if (MetricName.isText(name)) {
      return new Series(host, null);
    }
    MetricName metric = MetricName.of(name, labels.containsKey(BOUND));
    List<String> levels = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<String> key = new ArrayList<>();
    texts.add(SOURCE);
    key.add(KeyText.of(KeyText.shortened(job == null ? "" : job)));
    levels(labels, levels, key);
    // A label "source" is another key than ours.
    levels.forEach(label -> texts.add(label.equals(SOURCE) ? label + " " : label));
    List<String> keys = Columns.keys(texts);
    for (int more = 0; ; more++) {
      Table table = table(metric.prefix(more), levels, keys, known);
      String unit = metric.unit();
      // Of two names that part into the same words only one is written with them.
      String rest = metric.rest(more);
      String id = name.equals(metric.prefix(more) + "_" + rest) ? rest : name;
      Column column =
          columns.of(table, known.get(table.probe()), rest, id, unit.isEmpty() ? null : unit);
      if (column != null) {
        return new Series(host, Place.of(table, key, column));
      }
      if (more >= metric.most()) {
        throw new BadInput(
            "metric " + Storable.quoted(name) + ": probe \"" + table.probe() + "\" is full");
      }
    }
  }

  /** As many labels as a key has levels; what is beyond is one level together. */
  private static void levels(
      SortedMap<String, String> labels, List<String> levels, List<String> key) {
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

  private static Table table(
      String prefix, List<String> levels, List<String> keys, Map<String, ProbeDescription> known) {
    String by = levels.isEmpty() ? "" : "_by_" + String.join("_", levels);
    String title =
        prefix.replace('_', ' ') + (levels.isEmpty() ? "" : " by " + String.join(", ", levels));
    for (int number = 1; ; number++) {
      String probe = Names.probe(Columns.probe(PREFIX + prefix + by, number));
      ProbeDescription there = known.get(probe);
      if (there == null || there.keys().equals(keys)) {
        return new Table(probe, title, keys);
      }
    }
  }
}
