// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** JSON from and to plain maps, lists, texts, numbers, booleans and nulls. */
public final class JsonTree {
  /** As many as are read at once, mostly. */
  private static final int BUFFERS = 32;

  /** Reads within limits on nesting and on the length of names, numbers and texts. */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxNameLength(2_000)
                  .maxNumberLength(400)
                  .maxStringLength(100_000)
                  .build())
          // By default each thread keeps its buffers, and here each connection is a thread: 30 KB.
          .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
          .build();

  private JsonTree() {}

  /** The one value a body consists of, or throws {@link BadInput}. */
  public static @Nullable Object read(InputStream body) throws IOException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() == null) {
        throw new BadInput("not JSON: there is nothing");
      }
      return read(parser);
    } catch (JsonProcessingException e) {
      throw new BadInput("not JSON: " + words(e), e);
    } catch (CharConversionException e) {
      throw new BadInput("not JSON in UTF-8: " + e.getMessage(), e);
    }
  }

  /** What is wrong, without the parser's advice to those who program with it. */
  public static String words(JsonProcessingException fault) {
    return fault
        .getOriginalMessage()
        .replaceFirst(
            "^Non-standard token '([^']*)'.*", "$1 is no number in JSON: leave the value out")
        .replaceAll(" ?\\(not recognized as one[^)]*\\)", "")
        .replaceAll(",? ?\\(?from `[^`]*`\\)?", "")
        .replaceAll("\\[Source: [^;\\]]*; ", "[");
  }

  /**
   * The value the parser stands on; nulls in objects are left out. Recursion ends where the
   * parser's own bound on nesting does.
   *
   * @throws BadInput where an object has a name twice
   */
  public static @Nullable Object read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = read(parser);
      if (value != null && map.put(name, value) != null) {
        throw new BadInput("\"" + name + "\" comes twice");
      }
    }
    return map;
  }

  /** Writes a tree; what is no map, iterable, number or boolean as its text. */
  public static void write(JsonGenerator out, @Nullable Object node) throws IOException {
    switch (node) {
      case null -> out.writeNull();
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.writeFieldName(entry.getKey().toString());
          write(out, entry.getValue());
        }
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        for (Object entry : list) {
          write(out, entry);
        }
        out.writeEndArray();
      }
      case Double number -> number(out, number);
      case Float number -> number(out, number.doubleValue());
      case Number number -> out.writeNumber(number.toString());
      case Boolean bool -> out.writeBoolean(bool);
      default -> out.writeString(node.toString());
    }
  }

  /** Writes a number: 476 rather than 476.0, null where there is none or it is not finite. */
  public static void number(JsonGenerator out, @Nullable Double number) throws IOException {
    if (number == null || !Double.isFinite(number)) {
      out.writeNull();
    } else if (number == Math.rint(number) && Math.abs(number) < 0x1p63) {
      out.writeNumber(number.longValue());
    } else {
      out.writeNumber(number);
    }
  }
}
