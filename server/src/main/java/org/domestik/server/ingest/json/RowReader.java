// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Row;
import org.domestik.model.Storable;
import org.domestik.server.ingest.Decimal;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.text.Texts;
import org.domestik.server.text.TooMuch;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code data} of a sample: objects within objects are the key's levels, the innermost
 * hold the values.
 *
 * <p>The first fault is remembered instead of thrown, because the name of the probe, which its
 * message needs, may stand behind the data. One reader serves one request; not thread-safe.
 */
final class RowReader {
  private final JsonParser parser;
  private final int maxRows;
  private final Level flat;
  private int rowsRead;
  private int datasRead;
  private List<Row> rows = new ArrayList<>();
  private @Nullable String fault;

  private List<String> shape = List.of();
  private String[] names = new String[8];
  private double[] values = new double[8];
  private int count;

  /** A key of the request, or the beginning of keys: most samples have those of the one before. */
  private static final class Level {
    final List<String> key;

    /** What is wrong with its last text. */
    final @Nullable String wrong;

    private final boolean gaps;
    private Map<String, Level> below = Map.of();

    /** The number of the latest data that had a row of this key; 0: none had. */
    int data;

    Level(List<String> key, @Nullable String wrong, boolean gaps) {
      this.key = key;
      this.gaps = gaps;
      this.wrong = wrong;
    }

    /** The key with one text more. */
    Level below(String name) {
      Level known = below.get(name);
      return known == null ? add(name) : known;
    }

    private Level add(String name) {
      String[] longer = key.toArray(new String[key.size() + 1]);
      longer[key.size()] = name;
      // The texts above were looked at when they came.
      @Nullable String fault = gaps && name.isEmpty() ? null : Storable.fault(name);
      Level its = new Level(List.of(longer), fault, gaps);
      if (below.isEmpty()) {
        below = new HashMap<>(); // Most keys have none below them.
      }
      below.put(name, its);
      return its;
    }
  }

  RowReader(JsonParser parser, IngestLimits limits) {
    this.parser = parser;
    maxRows = limits.rows();
    flat = new Level(List.of(), null, limits.gaps());
  }

  /** The rows of the object the parser stands on; meaningless if there is a {@link #fault()}. */
  List<Row> read() throws IOException {
    rows = new ArrayList<>();
    datasRead++;
    fault = null;
    level(flat);
    return rows;
  }

  /** What is wrong with the last data read, from the key on; null if nothing is. */
  @Nullable String fault() {
    return fault;
  }

  private void level(Level at) throws IOException {
    boolean deeper = false;
    count = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        if (!deeper && count > 0) {
          fault(at.key, name, "is a table beside numbers; keys and values do not mix");
        }
        deeper = true;
        nested(at, name);
      } else {
        if (deeper) {
          fault(at.key, name, "is no table, unlike the keys beside it");
        }
        value(at.key, name);
      }
    }
    if (!deeper) {
      row(at);
    }
  }

  private void nested(Level above, String name) throws IOException {
    if (fault != null) { // Only the first is told: nothing need be kept of what follows.
      parser.skipChildren();
      return;
    }
    Level its = above.below(name);
    if (its.key.size() > Storable.KEY_LEVELS) {
      fault(its.key, null, Storable.fault(its.key));
      parser.skipChildren();
      return;
    }
    if (its.wrong != null) {
      fault(its.key, null, its.wrong);
    }
    level(its);
  }

  private void value(List<String> key, String name) throws IOException {
    double number = Double.NaN;
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        number = Decimal.finite(parser.getDoubleValue());
        if (Double.isNaN(number)) {
          fault(key, name, "the number is too large");
        }
      }
      case VALUE_STRING -> {
        number = Decimal.parse(parser.getText());
        if (Double.isNaN(number)) {
          fault(key, name, Texts.quoted(parser.getText()) + " is not a number");
        }
      }
      case START_ARRAY -> {
        fault(key, name, "a list is not a number");
        parser.skipChildren();
      }
      default -> fault(key, name, parser.getText() + " is not a number");
    }
    if (count == values.length) {
      names = Arrays.copyOf(names, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    names[count] = name;
    values[count++] = number;
  }

  private void row(Level at) {
    if (count == 0) {
      fault(at.key, null, "has no values");
      return;
    }
    if (++rowsRead > maxRows) {
      throw new TooMuch("more than " + maxRows + " rows in one request; send several");
    }
    if (at.data == datasRead) {
      fault(at.key, null, "comes twice");
    }
    at.data = datasRead;
    rows.add(new Row(at.key, shape(at.key), Arrays.copyOf(values, count)));
  }

  private boolean isShape() {
    boolean isSame = shape.size() == count;
    for (int i = 0; isSame && i < count; i++) {
      isSame = shape.get(i).equals(names[i]);
    }
    return isSame;
  }

  /** The rows' value names, the same instance as long as the shape stays the same. */
  private List<String> shape(List<String> key) {
    if (!isShape()) {
      List<String> current = Arrays.asList(names).subList(0, count);
      Set<String> seen = new HashSet<>();
      for (String name : current) {
        try {
          Names.column("value", name);
        } catch (BadInput e) {
          fault(key, null, e.getMessage());
        }
        if (!seen.add(name)) {
          fault(key, name, "comes twice");
        }
      }
      shape = List.copyOf(current);
    }
    return shape;
  }

  private void fault(List<String> key, @Nullable String value, @Nullable String why) {
    if (fault == null) {
      String text = Storable.at(key, value);
      fault = text + (text.isEmpty() ? "it " : ": ") + why;
    }
  }
}
