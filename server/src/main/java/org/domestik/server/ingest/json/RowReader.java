// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.model.Names;
import org.domestik.model.Row;
import org.domestik.model.Storable;
import org.domestik.server.ingest.Decimal;
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
  private int rowsRead;
  private List<Row> rows = new ArrayList<>();
  private final Set<ComparableKey> keys = new HashSet<>();
  private @Nullable String fault;

  private List<String> shape = List.of();
  private String[] names = new String[8];
  private double[] values = new double[8];
  private int count;

  RowReader(JsonParser parser, int maxRows) {
    this.parser = parser;
    this.maxRows = maxRows;
  }

  /** The rows of the object the parser stands on; meaningless if there is a {@link #fault()}. */
  List<Row> read() throws IOException {
    rows = new ArrayList<>();
    keys.clear();
    fault = null;
    level(List.of());
    return rows;
  }

  /** What is wrong with the last data read, from the key on; null if nothing is. */
  @Nullable String fault() {
    return fault;
  }

  private void level(List<String> key) throws IOException {
    boolean deeper = false;
    count = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        if (!deeper && count > 0) {
          fault(key, name, "is a table beside numbers; keys and values do not mix");
        }
        deeper = true;
        nested(key, name);
      } else {
        if (deeper) {
          fault(key, name, "is no table, unlike the keys beside it");
        }
        value(key, name);
      }
    }
    if (!deeper) {
      row(key);
    }
  }

  private void nested(List<String> key, String name) throws IOException {
    String[] longer = key.toArray(new String[key.size() + 1]);
    longer[key.size()] = name;
    boolean tooDeep = key.size() == Storable.KEY_LEVELS;
    // The levels above were looked at when they came.
    String wrong = tooDeep ? Storable.fault(List.of(longer)) : Storable.fault(name);
    if (wrong != null) {
      fault(List.of(longer), null, wrong);
    }
    if (tooDeep) {
      parser.skipChildren();
      return;
    }
    level(List.of(longer));
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

  private void row(List<String> key) {
    if (count == 0) {
      fault(key, null, "has no values");
      return;
    }
    if (++rowsRead > maxRows) {
      throw new TooMuch("more than " + maxRows + " rows in one request; send several");
    }
    if (!keys.add(new ComparableKey(key))) {
      fault(key, null, "comes twice");
    }
    rows.add(new Row(key, shape(key), Arrays.copyOf(values, count)));
  }

  /** The rows' value names, the same instance as long as the shape stays the same. */
  private List<String> shape(List<String> key) {
    List<String> current = Arrays.asList(names).subList(0, count);
    if (!shape.equals(current)) {
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
