// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.agent.script.CleanNames;
import org.domestik.model.Graph;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Span;
import org.domestik.model.ValueDescription;
import org.jspecify.annotations.Nullable;

/** A probe's description in the words of a Munin plugin's {@code config}. */
final class MuninWords {
  private static final int MOST_CHARACTERS = 300;

  private final Map<String, String> about;
  private final Map<String, MuninField> fields = new LinkedHashMap<>();
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final Span every;
  private final boolean below;

  /**
   * @param parts of one probe
   * @param above the graph they are below; null for one that is below none
   */
  MuninWords(List<MuninPart> parts, @Nullable MuninPart above, String every) {
    this.about = (above == null ? parts.getFirst() : above).about();
    this.below = above != null;
    Map<String, Map<String, String>> described = new LinkedHashMap<>();
    parts.forEach(part -> part.fields().forEach(described::putIfAbsent));
    List<String> order = new ArrayList<>(List.of(get("graph_order").split("\\s+", -1)));
    order.retainAll(described.keySet());
    Set<String> names = new LinkedHashSet<>(order);
    names.addAll(described.keySet());
    CleanNames clean = new CleanNames();
    clean.key("part");
    for (String name : names) {
      fields.put(name, new MuninField(name, described.getOrDefault(name, Map.of())));
      columns.put(name, clean.value(name));
    }
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

  /** What makes a rate by the second one by {@code graph_period}. */
  double perPeriod() {
    return switch (get("graph_period")) {
      case "minute" -> 60;
      case "hour" -> 3600;
      default -> 1;
    };
  }

  ProbeDescription description(String probe, List<String> keys) {
    String period = get("graph_period").isEmpty() ? "second" : get("graph_period");
    String unit = get("graph_vlabel").replace("${graph_period}", period);
    String title = get("graph_title").replace("${graph_period}", period) + (below ? ": each" : "");
    List<ValueDescription> values = new ArrayList<>();
    Map<String, Object> alert = new LinkedHashMap<>();
    for (MuninField field : fields.values()) {
      String column = columns.getOrDefault(field.name(), field.name());
      values.add(
          new ValueDescription(column, ValueDescription.Type.REAL, text(unit), text(title(field))));
      Map<String, Object> levels = field.alert();
      if (!levels.isEmpty()) {
        alert.put(column, levels);
      }
    }
    return new ProbeDescription(
        probe,
        text(title),
        every,
        keys,
        values,
        List.of(),
        null,
        graphs(title),
        null,
        alert,
        false);
  }

  /** Two that are drawn on either side of the axis share one label. */
  private String title(MuninField field) {
    if (!field.negative().isEmpty()) {
      return field.name() + " (" + field.label() + ")";
    }
    for (MuninField other : fields.values()) {
      if (other.negative().equals(field.name())) {
        return field.name() + " (" + other.label() + ")";
      }
    }
    return field.label();
  }

  /** What stands on each other is one graph, lines across it are another. */
  private List<Graph> graphs(String title) {
    boolean stacks = fields.values().stream().anyMatch(MuninField::isStacked);
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
