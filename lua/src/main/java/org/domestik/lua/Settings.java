// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a configuration file, or of a table in it; each is asked for by its key, and a
 * key nobody asked for is an error. Every complaint names the file and the key. Not thread-safe.
 */
public final class Settings {
  private final String where;
  private final Map<String, ?> values;
  private final Set<String> known = new TreeSet<>();

  /**
   * @param where the file, and the table in it if it is not the whole: for complaints
   */
  public Settings(String where, Map<String, ?> values) {
    this.where = where;
    this.values = values;
  }

  /**
   * The settings in a file.
   *
   * @throws BadInput naming file and line if it cannot be read or is more than assignments
   */
  public static Settings read(Path file) {
    return new Settings(file.toString(), LuaConfig.read(file));
  }

  /** Whatever stands there; null if nothing does. */
  public @Nullable Object any(String key) {
    known.add(key);
    return values.get(key);
  }

  /** A text; null if there is none. */
  public @Nullable String text(String key) {
    Object value = any(key);
    if (value != null && !(value instanceof String)) {
      throw fault(key, "expected a text in quotes, found " + value);
    }
    return (String) value;
  }

  /** A text, or another if there is none. */
  public String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  /** A whole number within the bounds, both included. */
  public long number(String key, long otherwise, long least, long most) {
    Object value = any(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw fault(key, "expected a whole number from " + least + " to " + most + ", found " + value);
  }

  /** A whole number within the bounds, both included. */
  public int integer(String key, int otherwise, int least, int most) {
    return (int) number(key, otherwise, least, most);
  }

  /** A span of time such as {@code "1 day"}. */
  public Span span(String key, Span otherwise) {
    String text = text(key);
    try {
      return text == null ? otherwise : Span.parse(text);
    } catch (BadInput e) {
      throw fault(key, String.valueOf(e.getMessage()));
    }
  }

  /** A list of texts, or a single one; empty if there is none. */
  public List<String> texts(String key) {
    return texts(key, any(key));
  }

  private List<String> texts(String key, @Nullable Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    for (Object entry : list(key, value)) {
      if (!(entry instanceof String text)) {
        throw fault(key, "expected texts in quotes, found " + entry);
      }
      texts.add(text);
    }
    return texts;
  }

  private List<?> list(String key, @Nullable Object value) {
    if (value != null && !(value instanceof List<?>)) {
      throw fault(key, "expected a list { …, … }, found " + value);
    }
    return value == null ? List.of() : (List<?>) value;
  }

  /** A table with names of lists of texts. */
  public Map<String, List<String>> lists(String key) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    table(key).forEach((name, value) -> lists.put(name, texts(key + "." + name, value)));
    return lists;
  }

  /** A table with names; empty if there is none. */
  public Map<String, Object> table(String key) {
    return table(key, any(key));
  }

  /** The settings of a table with names, to be asked and finished in their turn. */
  public Settings within(String key) {
    return new Settings(where + ": " + key, table(key));
  }

  /** A table with names of tables with names. */
  public Map<String, Map<String, Object>> tables(String key) {
    Map<String, Map<String, Object>> tables = new LinkedHashMap<>();
    table(key).forEach((name, value) -> tables.put(name, table(key + "." + name, value)));
    return tables;
  }

  /** A list of tables with names, each to be asked and finished in its turn. */
  public List<Settings> each(String key) {
    List<Settings> all = new ArrayList<>();
    for (Object entry : list(key, any(key))) {
      String name = key + "[" + (all.size() + 1) + "]";
      all.add(new Settings(where + ": " + name, table(name, entry)));
    }
    return all;
  }

  private Map<String, Object> table(String key, @Nullable Object value) {
    Map<String, Object> table = new LinkedHashMap<>();
    if (value == null || value instanceof List<?> list && list.isEmpty()) {
      return table; // An empty Lua table is an empty list and an empty map at once.
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw fault(key, "expected a table with names: { name = … }, found " + value);
    }
    map.forEach((name, entry) -> table.put(String.valueOf(name), entry));
    return table;
  }

  /** The file, and the table in it. */
  public String where() {
    return where;
  }

  /** A complaint about a key, to be thrown. */
  public BadInput fault(String key, String what) {
    return new BadInput(where + ": " + key + ": " + what);
  }

  /** Call after the last key: any key not asked for is a fault. */
  public void finish() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw fault(key, "unknown setting; nearest is \"" + Nearest.of(key, known) + "\"");
      }
    }
  }
}
