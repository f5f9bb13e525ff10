// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.agent.munin.MuninText.MuninPart;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Works out the fields of one graph as munin-graph does: in the graph's order, rates first by
 * {@code graph_period}, then each {@code cdef}, which sees the fields before it as their own {@code
 * cdef} left them and those after it as they were printed.
 */
final class MuninRow {
  private final String part;
  private final List<MuninField> fields;
  private final double perPeriod;
  private final double period;
  private final Map<String, Rpn> expressions = new HashMap<>();

  /** By field: why its {@code cdef} cannot be worked out. */
  private final Map<String, String> faults = new LinkedHashMap<>();

  /**
   * @param part what {@code multigraph} called the graph
   * @param fields in the graph's order
   * @param perPeriod what makes a rate by the second one by the graph's period
   * @param period how often it runs, in seconds
   */
  MuninRow(String part, List<MuninField> fields, double perPeriod, double period) {
    this.part = part;
    this.fields = fields;
    this.perPeriod = perPeriod;
    this.period = period;
    Set<String> names =
        Set.copyOf(fields.stream().map(MuninField::name).distinct().toList()); // No duplicates.
    for (MuninField field : fields) {
      if (!field.cdef().isEmpty()) {
        try {
          expressions.put(field.name(), Rpn.parse(field.cdef(), names));
        } catch (BadInput e) {
          faults.put(field.name(), place(field) + e.getMessage());
        }
      }
    }
  }

  private String place(MuninField field) {
    return (part.isEmpty() ? "" : part + ": ") + field.name() + ": ";
  }

  boolean knows(String field) {
    return fields.stream().anyMatch(it -> it.name().equals(field));
  }

  /** By field: its number, of those that are known. */
  Map<String, Double> numbers(@Nullable MuninPart printed, MuninRun run) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (MuninField field : fields) {
      String value = printed == null ? null : printed.value(field.name());
      numbers.put(field.name(), value == null ? Double.NaN : read(field, value, run));
    }
    faults.values().forEach(run.leftOut()::add);
    for (MuninField field : fields) {
      if (field.isRate()) {
        numbers.compute(field.name(), (name, rate) -> rate == null ? null : rate * perPeriod);
      }
      Rpn expression = expressions.get(field.name());
      if (expression != null) {
        numbers.put(field.name(), evaluate(field, expression, numbers, run));
      }
    }
    numbers.keySet().removeAll(faults.keySet());
    numbers.values().removeIf(number -> !Double.isFinite(number));
    return numbers;
  }

  private double read(MuninField field, String value, MuninRun run) {
    try {
      return field.read(id(field), value, run.rates());
    } catch (BadInput e) {
      run.leftOut().add((part.isEmpty() ? "" : part + ": ") + e.getMessage());
      return Double.NaN;
    }
  }

  private double evaluate(
      MuninField field, Rpn expression, Map<String, Double> numbers, MuninRun run) {
    try {
      return expression.evaluate(
          numbers, new Rpn.Run(run.time(), run.seconds(), period), run.past(id(field)));
    } catch (BadInput e) {
      run.leftOut().add(place(field) + e.getMessage());
      return Double.NaN;
    }
  }

  private String id(MuninField field) {
    return part + " " + field.name();
  }
}
