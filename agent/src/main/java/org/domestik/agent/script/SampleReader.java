// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Storable;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a script returned into a sample: nested tables by key, numbers or numeric texts as
 * values.
 */
final class SampleReader {
  /** As C, and so Lua, writes what 0/0 and 1/0 are. */
  private static final Pattern UNKNOWN =
      Pattern.compile("\\s*[+-]?(nan|inf|infinity)\\s*", Pattern.CASE_INSENSITIVE);

  private static final Pattern NUMBER =
      Pattern.compile("\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*");

  private final List<Row> rows = new ArrayList<>();
  private final int levels;

  private SampleReader(int levels) {
    this.levels = levels;
  }

  /**
   * The sample in a result.
   *
   * @param levels how many keys its description has; negative: as many as the result is nested
   * @return with NaN and infinite numbers as they are; null for nil and the empty table: there is
   *     nothing to measure here
   * @throws BadInput naming key and value of what is not a number
   */
  static @Nullable Sample read(String probe, int levels, Instant time, @Nullable Object result) {
    Map<?, ?> table = table(result);
    if (table == null) {
      throw new BadInput("returned " + show(result) + "; a probe returns a table, or nil");
    }
    SampleReader reader = new SampleReader(levels < 0 ? depth(table) - 1 : levels);
    reader.read(List.of(), table);
    return reader.rows.isEmpty() ? null : new Sample(probe, time, reader.rows);
  }

  /** Lua knows only tables: a list is a table with the keys 1, 2, 3… */
  private static @Nullable Map<?, ?> table(@Nullable Object node) {
    if (node == null) {
      return Map.of();
    }
    if (node instanceof Map<?, ?> map) {
      return map;
    }
    if (node instanceof List<?> list) {
      Map<Long, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = 0; i < list.size(); i++) {
        map.put(i + 1L, list.get(i));
      }
      return map;
    }
    return null;
  }

  private static int depth(Map<?, ?> table) {
    int deepest = 1;
    for (Object entry : table.values()) {
      Map<?, ?> inner = table(entry);
      deepest = Math.max(deepest, inner == null ? 1 : 1 + depth(inner));
    }
    return deepest;
  }

  private void read(List<String> key, Map<?, ?> table) {
    if (key.size() == levels) {
      addRow(key, table);
      return;
    }
    // 1 and "1" are two keys in Lua, and one elsewhere: the number is always the first.
    read(key, table, false);
    read(key, table, true);
  }

  private void read(List<String> key, Map<?, ?> table, boolean texts) {
    for (Map.Entry<?, ?> entry : table.entrySet()) {
      if (entry.getKey() instanceof String == texts) {
        read(key, entry.getKey(), entry.getValue());
      }
    }
  }

  private void read(List<String> key, Object name, @Nullable Object entry) {
    List<String> inner = new ArrayList<>(key);
    inner.add(name.toString());
    Map<?, ?> innerTable = table(entry);
    if (innerTable == null) {
      throw new BadInput(where(inner) + show(entry) + " where a table of values is expected");
    }
    read(inner, innerTable);
  }

  private void addRow(List<String> key, Map<?, ?> table) {
    Map<String, Double> values = new LinkedHashMap<>();
    table.forEach(
        (name, value) -> {
          String column = checkedName(key, name.toString());
          values.put(column, number(key, column, value));
        });
    if (!values.isEmpty()) {
      rows.add(Row.of(key, values));
    }
  }

  private static String checkedName(List<String> key, String name) {
    try {
      return Names.column("value", name);
    } catch (BadInput e) {
      throw new BadInput(where(key) + e.getMessage(), e);
    }
  }

  private static Double number(List<String> key, String name, @Nullable Object value) {
    double number;
    // No switch over types: that makes classes at run time, which cost memory.
    if (value instanceof Long || value instanceof Double) {
      number = ((Number) value).doubleValue();
    } else if (value instanceof String text && NUMBER.matcher(text).matches()) {
      number = Double.parseDouble(text.strip());
    } else if (value instanceof String text && UNKNOWN.matcher(text).matches()) {
      number = unknown(text.strip().toLowerCase(Locale.ROOT));
    } else {
      throw new BadInput(
          where(key) + "value \"" + name + "\": " + show(value) + " is not a number");
    }
    return number;
  }

  private static double unknown(String word) {
    if (word.endsWith("nan")) {
      return Double.NaN;
    }
    return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  private static String where(List<String> key) {
    return key.isEmpty() ? "" : Storable.at(key, null) + ": ";
  }

  private static String show(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case String it -> Storable.quoted(it);
      case Map<?, ?> it -> "a table";
      case List<?> it -> "a table";
      default -> value.toString();
    };
  }
}
