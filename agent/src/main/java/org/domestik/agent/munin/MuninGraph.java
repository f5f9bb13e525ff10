// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.agent.reading.CleanNames;
import org.domestik.agent.reading.Reading;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * A Munin plugin's graph as a probe: its fields are the values of a flat table. Graphs below
 * another ({@code multigraph diskstats.sda}) are keys of one probe, unless they have so many
 * different fields that each has to be a probe of its own. More fields than a table has columns are
 * keys too.
 */
final class MuninGraph {
  private static final String PREFIX = "munin_";
  private static final String BELOW = "_each";

  private enum Shape {
    FLAT,
    BY_PART,
    BY_FIELD
  }

  private final ProbeDescription description;
  private final Shape shape;
  private final @Nullable String host;

  /** By the name of the part. */
  private final Map<String, MuninRow> rows = new LinkedHashMap<>();

  private final Map<String, String> columns;

  private MuninGraph(
      String probe, Shape shape, List<MuninPart> parts, MuninWords words, @Nullable String host) {
    this.shape = shape;
    this.host = host;
    this.columns = words.columns();
    this.description =
        shape == Shape.BY_FIELD
            ? words.byRow(probe)
            : words.byColumn(probe, shape == Shape.BY_PART);
    double period = words.every().estimate().toMillis() / 1e3;
    for (MuninPart part : parts) {
      rows.put(
          part.name(),
          new MuninRow(part.name(), MuninField.ordered(part), part.perPeriod(), period));
    }
  }

  /**
   * The graphs of a plugin.
   *
   * @param plugin its file's name
   * @param every how often it runs, in words
   * @param host whose they are; null: the agent's own
   */
  static List<MuninGraph> of(
      String plugin, List<MuninPart> config, String every, @Nullable String host) {
    Map<String, List<MuninPart>> byProbe = new LinkedHashMap<>();
    Map<String, MuninPart> byName = new LinkedHashMap<>();
    for (MuninPart part : config) {
      byName.put(part.name().isEmpty() ? plugin : part.name(), part);
      byProbe.computeIfAbsent(probe(plugin, part), absent -> new ArrayList<>()).add(part);
    }
    List<MuninGraph> graphs = new ArrayList<>();
    Set<String> taken = new HashSet<>(byProbe.keySet());
    byProbe.forEach(
        (probe, parts) -> {
          int dot = parts.getFirst().name().indexOf('.');
          MuninPart above = dot < 0 ? null : byName.get(parts.getFirst().name().substring(0, dot));
          MuninWords words = new MuninWords(parts, above, every);
          if (words.columns().size() <= ProbeDescription.MAX_COLUMNS) {
            Shape shape = dot < 0 ? Shape.FLAT : Shape.BY_PART;
            graphs.add(new MuninGraph(probe, shape, parts, words, host));
          } else {
            for (MuninPart part : parts) {
              graphs.add(alone(plugin, part, every, host, taken));
            }
          }
        });
    return graphs;
  }

  private static MuninGraph alone(
      String plugin, MuninPart part, String every, @Nullable String host, Set<String> taken) {
    MuninWords words = new MuninWords(List.of(part), null, every);
    boolean fits = words.columns().size() <= ProbeDescription.MAX_COLUMNS;
    String name = PREFIX + (part.name().isEmpty() ? plugin : part.name()) + (fits ? "" : BELOW);
    String probe = CleanNames.probe(name);
    for (int i = 2; !taken.add(probe); i++) {
      probe = CleanNames.probe(name + "_" + i);
    }
    return new MuninGraph(probe, fits ? Shape.FLAT : Shape.BY_FIELD, List.of(part), words, host);
  }

  private static String probe(String plugin, MuninPart part) {
    int dot = part.name().indexOf('.');
    if (dot >= 0) {
      return CleanNames.probe(PREFIX + part.name().substring(0, dot) + BELOW);
    }
    return probe(part.name().isEmpty() ? plugin : part.name());
  }

  /** The probe a plugin feeds that says nothing of other graphs. */
  static String probe(String plugin) {
    return CleanNames.probe(PREFIX + plugin);
  }

  /** Whether each field with a value is one that some graph describes. */
  static boolean know(List<MuninGraph> graphs, List<MuninPart> printed) {
    Collection<MuninRow> rows = all(graphs).values();
    return printed.stream()
        .flatMap(part -> part.fields().keySet().stream())
        .allMatch(field -> rows.stream().anyMatch(row -> row.knows(field)));
  }

  private static Map<String, MuninRow> all(List<MuninGraph> graphs) {
    Map<String, MuninRow> all = new LinkedHashMap<>();
    graphs.forEach(graph -> all.putAll(graph.rows));
    return all;
  }

  /**
   * What was printed, by the graph it belongs to: that of its {@code multigraph}; where the plugin
   * printed none, or one without that field, the first that describes the field.
   */
  static Map<String, MuninPart> placed(List<MuninGraph> graphs, List<MuninPart> printed) {
    Map<String, MuninRow> rows = all(graphs);
    Map<String, MuninPart> placed = new LinkedHashMap<>();
    Map<String, String> strays = new LinkedHashMap<>();
    for (MuninPart part : printed) {
      MuninRow row = rows.get(part.name());
      for (String field : part.fields().keySet()) {
        String value = part.value(field);
        if (value != null && row != null && row.knows(field)) {
          placed.computeIfAbsent(part.name(), MuninPart::new).value(field, value);
        } else if (value != null) {
          strays.putIfAbsent(field, value);
        }
      }
    }
    strays.forEach(
        (field, value) -> {
          for (Map.Entry<String, MuninRow> row : rows.entrySet()) {
            MuninPart own = placed.computeIfAbsent(row.getKey(), MuninPart::new);
            if (row.getValue().knows(field) && own.value(field) == null) {
              own.value(field, value);
              return;
            }
          }
        });
    return placed;
  }

  /**
   * What the plugin's values are as a sample.
   *
   * @param printed by the name of the part
   */
  Reading reading(Map<String, MuninPart> printed, MuninRun run) {
    List<Row> sample = new ArrayList<>();
    rows.forEach(
        (name, row) -> {
          Map<String, Double> numbers = row.numbers(printed.get(name), run);
          if (shape == Shape.BY_FIELD) {
            numbers.forEach(
                (field, number) ->
                    sample.add(Row.of(List.of(field), Map.of(MuninWords.VALUE, number))));
          } else if (!numbers.isEmpty()) {
            Map<String, Double> values = new LinkedHashMap<>();
            numbers.forEach(
                (field, number) -> values.put(columns.getOrDefault(field, field), number));
            sample.add(Row.of(key(name), values));
          }
        });
    String probe = description.probe();
    return new Reading(
        probe, sample.isEmpty() ? null : new Sample(probe, run.time(), sample), description, host);
  }

  private List<String> key(String part) {
    return shape == Shape.BY_PART ? List.of(part.substring(part.indexOf('.') + 1)) : List.of();
  }
}
