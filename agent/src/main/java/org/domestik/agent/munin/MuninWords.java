// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.agent.reading.CleanNames;
import org.domestik.model.Span;
import org.domestik.model.description.Graph;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.jspecify.annotations.Nullable;

/** A probe's description in the words of a Munin plugin's {@code config}. */
final class MuninWords {
  static final String VALUE = "value";

  private static final String PART = "part";
  private static final String FIELD = "field";
  private static final int MOST_CHARACTERS = 300;

  private final Map<String, String> about;
  private final Map<String, MuninField> fields = new LinkedHashMap<>();
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final Span every;

  /**
   * @param parts of one probe
   * @param above the graph they are below; null for one that is below none
   */
  MuninWords(List<MuninPart> parts, @Nullable MuninPart above, String every) {
    this.about = (above == null ? parts.getFirst() : above).about();
    for (MuninPart part : parts) {
      MuninField.ordered(part).forEach(field -> fields.putIfAbsent(field.name(), field));
    }
    CleanNames clean = new CleanNames();
    clean.key(PART);
    fields.keySet().forEach(name -> columns.put(name, clean.value(name)));
    this.every =
        Span.parse(
            parts.getFirst().about().containsKey("update_rate")
                ? updateRate(parts.getFirst(), every)
                : every);
  }

  private static String updateRate(MuninPart part, String otherwise) {
    String seconds = part.about().getOrDefault("update_rate", "").replaceFirst("\\s.*", "");
    return seconds.matches("[1-9]\\d{0,5}") ? seconds + "s" : otherwise;
  }

  private String get(String name) {
    return about.getOrDefault(name, "");
  }

  /** The column of each field. */
  Map<String, String> columns() {
    return columns;
  }

  /** How often it runs. */
  Span every() {
    return every;
  }

  /**
   * The description of a table with a column a field.
   *
   * @param keyed whether there is a row a graph
   */
  ProbeDescription byColumn(String probe, boolean keyed) {
    List<ValueDescription> values = new ArrayList<>();
    Map<String, Object> alert = new LinkedHashMap<>();
    for (MuninField field : fields.values()) {
      String column = columns.getOrDefault(field.name(), field.name());
      values.add(value(column, title(field)));
      Map<String, Object> levels = field.alert();
      if (!levels.isEmpty()) {
        alert.put(column, levels);
      }
    }
    String title = title() + (keyed ? ": each" : "");
    return description(probe, title, keyed ? List.of(PART) : List.of(), values, alert);
  }

  /** The description of a table with a row a field, for more fields than a table has columns. */
  ProbeDescription byRow(String probe) {
    return description(probe, title(), List.of(FIELD), List.of(value(VALUE, title())), Map.of());
  }

  private ProbeDescription description(
      String probe,
      String title,
      List<String> keys,
      List<ValueDescription> values,
      Map<String, Object> alert) {
    List<Graph> graphs =
        keys.equals(List.of(FIELD))
            ? List.of(graph(title, List.of(VALUE), style(isStacked())))
            : graphs(title);
    return new ProbeDescription(
        probe, text(title), every, keys, values, List.of(), null, graphs, null, alert, false);
  }

  private ValueDescription value(String column, String title) {
    return new ValueDescription(
        column, ValueDescription.Type.REAL, text(withPeriod(get("graph_vlabel"))), text(title));
  }

  private String title() {
    return withPeriod(get("graph_title"));
  }

  private String withPeriod(String text) {
    String period = get("graph_period").isEmpty() ? "second" : get("graph_period");
    return text.replace("${graph_period}", period);
  }

  private boolean isStacked() {
    return fields.values().stream().anyMatch(MuninField::isStacked);
  }

  private static Graph.Style style(boolean stacked) {
    return stacked ? Graph.Style.STACKED : Graph.Style.LINES;
  }

  /** Two that are drawn on either side of the axis share one label. */
  private String title(MuninField field) {
    if (!field.negative().isEmpty()) {
      return field.name() + " (" + label(field) + ")";
    }
    for (MuninField other : fields.values()) {
      if (other.negative().equals(field.name())) {
        return field.name() + " (" + label(other) + ")";
      }
    }
    return label(field);
  }

  private String label(MuninField field) {
    return withPeriod(field.label());
  }

  /** What stands on each other is one graph, lines across it are another. */
  private List<Graph> graphs(String title) {
    boolean stacks = isStacked();
    List<String> stacked = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (MuninField field : fields.values()) {
      if (isDrawn(field)) {
        (stacks && field.isArea() ? stacked : lines)
            .add(columns.getOrDefault(field.name(), field.name()));
      }
    }
    List<Graph> graphs = new ArrayList<>();
    if (!stacked.isEmpty()) {
      graphs.add(graph(title, stacked, Graph.Style.STACKED));
    }
    if (!lines.isEmpty()) {
      graphs.add(graph(stacked.isEmpty() ? title : title + ": lines", lines, Graph.Style.LINES));
    }
    return graphs;
  }

  private boolean isDrawn(MuninField field) {
    return field.isDrawn()
        || fields.values().stream().anyMatch(it -> it.negative().equals(field.name()));
  }

  private Graph graph(String title, List<String> values, Graph.Style style) {
    int base = get("graph_args").matches(".*--?b(ase)?[ =]1024.*") ? 1024 : 1000;
    return new Graph(text(title), values, style, base, text(get("graph_info")));
  }

  private static @Nullable String text(String text) {
    String plain = text.strip();
    return plain.isEmpty() ? null : plain.substring(0, Math.min(plain.length(), MOST_CHARACTERS));
  }
}
