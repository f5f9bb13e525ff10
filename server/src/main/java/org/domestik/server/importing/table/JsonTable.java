// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.importing.part.Source;
import org.domestik.server.json.JsonTree;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** A list of objects as the command {@code sql} prints it; the first names the columns. */
public final class JsonTable implements Table {
  private final String name;
  private final JsonParser parser;
  private final List<String> columns = new ArrayList<>();
  private @Nullable Object @Nullable [] first;
  private int line = 1;

  public JsonTable(Source source) throws IOException {
    name = source.name();
    parser = JsonTree.FACTORY.createParser(source.stream());
    List<@Nullable Object> cells = new ArrayList<>();
    if (begin()) {
      while (isMore()) {
        columns.add(parser.currentName());
        cells.add(cell());
      }
      first = cells.toArray();
    }
  }

  /** Goes into the next object; false at the end. */
  private boolean begin() throws IOException {
    try {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
        token = parser.nextToken();
      }
      line = parser.currentTokenLocation().getLineNr();
      if (token != null && token != JsonToken.START_OBJECT) {
        throw new BadInput(place() + ": expected an object for each row");
      }
      return token != null;
    } catch (JsonProcessingException e) {
      throw noJson(e);
    }
  }

  private static IOException noJson(JsonProcessingException e) {
    return new IOException(
        "line " + e.getLocation().getLineNr() + ": not JSON: " + JsonTree.words(e), e);
  }

  private @Nullable Object cell() throws IOException {
    try {
      parser.nextToken();
      return JsonTree.read(parser);
    } catch (JsonProcessingException e) {
      throw noJson(e);
    }
  }

  private boolean isMore() throws IOException {
    try {
      return parser.nextToken() == JsonToken.FIELD_NAME;
    } catch (JsonProcessingException e) {
      throw noJson(e);
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public @Nullable ProbeDescription description() {
    return null;
  }

  @Override
  public @Nullable Object @Nullable [] next() throws IOException {
    @Nullable Object[] row = first;
    first = null;
    if (row != null || !begin()) {
      return row;
    }
    row = new @Nullable Object[columns.size()];
    String unknown = null;
    while (isMore()) {
      int column = columns.indexOf(parser.currentName());
      Object cell = cell();
      if (column < 0) {
        unknown = parser.currentName();
      } else {
        row[column] = cell;
      }
    }
    if (unknown != null) {
      throw new BadInput("the first row has no " + Texts.quoted(unknown));
    }
    return row;
  }

  @Override
  public String place() {
    return name + ":" + line;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
