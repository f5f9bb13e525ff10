// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.agent.machine.Reading;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.agent.script.CleanNames;
import org.domestik.agent.script.Growth;
import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/**
 * A Munin plugin's graph as a probe: its fields are the values of a flat table. Graphs below
 * another ({@code multigraph diskstats.sda}) are keys of one probe.
 */
final class MuninGraph {
  private static final String PREFIX = "munin_";
  private static final String BELOW = "_each";

  private final ProbeDescription description;
  private final boolean keyed;

  /** By the name of the part: its fields. */
  private final Map<String, Map<String, MuninField>> parts = new LinkedHashMap<>();

  private final Map<String, String> columns;
  private final double perPeriod;

  private MuninGraph(String probe, boolean keyed, List<MuninPart> config, MuninWords words) {
    this.keyed = keyed;
    for (MuninPart part : config) {
      Map<String, MuninField> fields = new LinkedHashMap<>();
      part.fields()
          .forEach((name, attributes) -> fields.put(name, new MuninField(name, attributes)));
      parts.put(part.name(), fields);
    }
    this.columns = words.columns();
    this.perPeriod = words.perPeriod();
    this.description = words.description(probe, keyed ? List.of("part") : List.of());
  }

  /**
   * The graphs of a plugin.
   *
   * @param plugin its file's name
   * @param every how often it runs, in words
   */
  static List<MuninGraph> of(String plugin, List<MuninPart> config, String every) {
    Map<String, List<MuninPart>> byProbe = new LinkedHashMap<>();
    Map<String, MuninPart> byName = new LinkedHashMap<>();
    for (MuninPart part : config) {
      byName.put(part.name(), part);
      byProbe.computeIfAbsent(graph(plugin, part), absent -> new ArrayList<>()).add(part);
    }
    List<MuninGraph> graphs = new ArrayList<>();
    byProbe.forEach(
        (graph, parts) -> {
          int dot = parts.getFirst().name().indexOf('.');
          MuninPart above = dot < 0 ? null : byName.get(parts.getFirst().name().substring(0, dot));
          graphs.add(
              new MuninGraph(
                  CleanNames.probe(PREFIX + graph),
                  dot >= 0,
                  parts,
                  new MuninWords(parts, above, every)));
        });
    return graphs;
  }

  private static String graph(String plugin, MuninPart part) {
    int dot = part.name().indexOf('.');
    if (dot >= 0) {
      return part.name().substring(0, dot) + BELOW;
    }
    return part.name().isEmpty() ? plugin : part.name();
  }

  /** The probe a plugin feeds that says nothing of other graphs. */
  static String probe(String plugin) {
    return CleanNames.probe(PREFIX + plugin);
  }

  /** Whether each field with a value is one of those described. */
  boolean knows(MuninPart values) {
    Map<String, MuninField> fields = parts.get(values.name());
    return fields != null && fields.keySet().containsAll(values.fields().keySet());
  }

  /**
   * What the plugin's values are as a sample.
   *
   * @throws BadInput if a graph's values are all there but none is a number
   */
  Reading reading(Instant time, List<MuninPart> values, Growth growth) {
    List<Row> rows = new ArrayList<>();
    for (MuninPart part : values) {
      Map<String, MuninField> fields = parts.get(part.name());
      if (fields != null) {
        List<String> key =
            keyed ? List.of(part.name().substring(part.name().indexOf('.') + 1)) : List.of();
        Map<String, Double> row = row(part, fields, growth);
        if (!row.isEmpty()) {
          rows.add(Row.of(key, row));
        }
      }
    }
    Sample sample = rows.isEmpty() ? null : new Sample(description.probe(), time, rows);
    return new Reading(description.probe(), sample, description);
  }

  private Map<String, Double> row(MuninPart part, Map<String, MuninField> fields, Growth growth) {
    Map<String, Double> raw = new LinkedHashMap<>();
    BadInput fault = null;
    boolean number = false;
    for (MuninField field : fields.values()) {
      String printed = printed(part, field);
      if (printed != null) {
        try {
          raw.put(field.name(), field.read(part.name() + " " + field.name(), printed, growth));
          number = true;
        } catch (BadInput e) {
          fault = fault == null ? e : fault;
        }
      }
    }
    if (fault != null && !number) {
      throw fault;
    }
    Map<String, Double> row = new LinkedHashMap<>();
    for (MuninField field : fields.values()) {
      Double value = raw.get(field.name());
      if (value != null) {
        double shown = field.cdef().isEmpty() ? value : Rpn.evaluate(field.cdef(), raw);
        double scaled = field.isRate() ? shown * perPeriod : shown;
        if (Double.isFinite(scaled)) {
          row.put(columns.getOrDefault(field.name(), field.name()), scaled);
        }
      }
    }
    return row;
  }

  private static @Nullable String printed(MuninPart part, MuninField field) {
    Map<String, String> said = part.fields().get(field.name());
    return said == null ? null : said.get("value");
  }
}
