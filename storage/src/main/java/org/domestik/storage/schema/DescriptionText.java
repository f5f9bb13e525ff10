// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;
import org.domestik.model.description.ProbeDescription;

/** A description as the JSON text the database keeps of it. */
public final class DescriptionText {
  private static final JsonFactory JSON = new JsonFactory();

  private DescriptionText() {}

  public static String write(ProbeDescription description) {
    return Json.write(description.toTree());
  }

  public static ProbeDescription read(String text, String probe) {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      return ProbeDescription.fromTree(object(parser), probe);
    } catch (IOException e) {
      throw new UncheckedIOException("the description of probe " + probe, e);
    }
  }

  /** The same description of a probe with another name. */
  public static ProbeDescription renamed(ProbeDescription description, String probe) {
    Map<String, Object> tree = new LinkedHashMap<>(description.toTree());
    tree.put("name", probe);
    return ProbeDescription.fromTree(tree, probe);
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> parser.getText();
    };
  }
}
