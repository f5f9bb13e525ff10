// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.lua.LuaConfig;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * The values of a configuration file, or of a table in it; each is asked for once, and what nobody
 * asked for is an error. Every complaint names the file and the key. Not thread-safe.
 */
final class Settings {
  private final String where;
  private final Map<String, ?> values;
  private final Set<String> known = new TreeSet<>();

  Settings(String where, Map<String, ?> values) {
    this.where = where;
    this.values = values;
  }

  static Settings read(Path file) {
    return new Settings(file.toString(), LuaConfig.read(file));
  }

  @Nullable String text(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof String)) {
      throw fault(key, "expected a text in quotes, found " + value);
    }
    return (String) value;
  }

  String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  /** A whole number within the bounds, both included. */
  int integer(String key, int otherwise, int least, int most) {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Number number)
        || number.doubleValue() != Math.rint(number.doubleValue())
        || number.doubleValue() < least
        || number.doubleValue() > most) {
      throw fault(
          key, "expected a whole number from " + least + " to " + most + ", found " + value);
    }
    return number.intValue();
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
    List<String> texts = new ArrayList<>();
    for (Object entry : list(key)) {
      if (!(entry instanceof String text)) {
        throw fault(key, "expected texts, found " + entry);
      }
      texts.add(text);
    }
    return texts;
  }

  /** A list of tables with names. */
  List<Settings> tables(String key) {
    List<Settings> tables = new ArrayList<>();
    for (Object entry : list(key)) {
      if (!(entry instanceof Map<?, ?> map)) {
        throw fault(key, "expected tables { … }, found " + entry);
      }
      Map<String, Object> named = new java.util.TreeMap<>();
      map.forEach((name, value) -> named.put(String.valueOf(name), value));
      tables.add(new Settings(where + ": " + key + "[" + (tables.size() + 1) + "]", named));
    }
    return tables;
  }

  private List<?> list(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof List<?>)) {
      throw fault(key, "expected a list { … }, found " + value);
    }
    return value == null ? List.of() : (List<?>) value;
  }

  private @Nullable Object value(String key) {
    known.add(key);
    return values.get(key);
  }

  BadInput fault(String key, String why) {
    return new BadInput(where + ": " + key + ": " + why);
  }

  /** Complains of the first value nobody asked for. */
  void finish() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new BadInput(
            where + ": unknown key " + key + "; nearest is " + Nearest.of(key, known));
      }
    }
  }
}
