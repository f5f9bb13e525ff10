// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/** Reads the keys of one table of a configuration file, naming the file and key of every fault. */
final class ConfigReader {
  private final String where;
  private final Map<String, ?> values;
  private final TreeSet<String> known = new TreeSet<>();

  ConfigReader(String where, Map<String, ?> values) {
    this.where = where;
    this.values = values;
  }

  private @Nullable Object get(String key) {
    known.add(key);
    return values.get(key);
  }

  /** Whatever stands there. */
  @Nullable Object any(String key) {
    return get(key);
  }

  @Nullable String text(String key) {
    return switch (get(key)) {
      case null -> null;
      case String text -> text;
      default -> throw fault(key, "expected a text in quotes");
    };
  }

  long number(String key, long otherwise, long least, long most) {
    Object value = get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw fault(key, "expected a whole number from " + least + " to " + most);
  }

  Span span(String key, Span otherwise) {
    String text = text(key);
    try {
      return text == null ? otherwise : Span.parse(text);
    } catch (BadInput e) {
      throw fault(key, String.valueOf(e.getMessage()));
    }
  }

  List<String> texts(String key) {
    return texts(key, get(key));
  }

  private List<String> texts(String key, @Nullable Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof String text) {
      return List.of(text);
    }
    if (value != null && !(value instanceof List<?>)) {
      throw fault(key, "expected a list of texts: { \"…\", \"…\" }");
    }
    if (value instanceof List<?> list) {
      for (Object entry : list) {
        if (!(entry instanceof String text)) {
          throw fault(key, "expected texts in quotes, found " + entry);
        }
        texts.add(text);
      }
    }
    return texts;
  }

  /** A table of tables, or of lists of texts. */
  Map<String, List<String>> lists(String key) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    table(key).forEach((name, value) -> lists.put(name, texts(key + "." + name, value)));
    return lists;
  }

  Map<String, Map<String, Object>> tables(String key) {
    Map<String, Map<String, Object>> tables = new LinkedHashMap<>();
    table(key).forEach((name, value) -> tables.put(name, asTable(key + "." + name, value)));
    return tables;
  }

  Map<String, Object> table(String key) {
    return asTable(key, get(key));
  }

  private Map<String, Object> asTable(String key, @Nullable Object value) {
    Map<String, Object> table = new LinkedHashMap<>();
    if (value == null || value instanceof List<?> list && list.isEmpty()) {
      return table;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw fault(key, "expected a table with names: { name = … }");
    }
    map.forEach((name, entry) -> table.put(name.toString(), entry));
    return table;
  }

  /** Call after the last key: any key not asked for is a fault. */
  void done() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw fault(key, "unknown setting; nearest is \"" + Nearest.of(key, known) + "\"");
      }
    }
  }

  BadInput fault(String key, String what) {
    return new BadInput(where + ": " + key + ": " + what);
  }
}
