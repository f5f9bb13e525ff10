// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.server.json.JsonTree;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** The small object of texts that a request for some action brings. */
public final class JsonRequest {
  private static final int MAX_BODY = 100_000;

  /** Fields that may be whole numbers too: a time in milliseconds, and how often. */
  private static final Set<String> NUMBERS = Set.of("now", "uses");

  private final Map<String, String> fields = new TreeMap<>();

  /** Reads the body, which may have these fields and no others. */
  public JsonRequest(Exchange exchange, String... known) throws IOException {
    Guard.checkType(exchange, "application/json");
    Object body;
    try (InputStream in = Body.of(exchange, MAX_BODY).stream()) {
      body = JsonTree.read(in);
    }
    if (!(body instanceof Map<?, ?> map)) {
      throw new BadInput("expected an object");
    }
    Set<String> names = Set.of(known);
    map.forEach(
        (key, value) -> {
          String name = key.toString();
          if (!names.contains(name)) {
            throw new BadInput("unknown field " + Texts.quoted(name) + Nearest.hint(name, names));
          }
          boolean isNumber =
              NUMBERS.contains(name) && (value instanceof Long || value instanceof Integer);
          if (!(value instanceof String) && !isNumber) {
            throw new BadInput("\"" + name + "\": expected a text");
          }
          fields.put(name, value.toString());
        });
  }

  /** A field that must be given. */
  public String required(String field) {
    String text = fields.get(field);
    if (text == null) {
      throw new BadInput("\"" + field + "\" is missing");
    }
    return text;
  }

  public @Nullable String text(String field) {
    return fields.get(field);
  }

  public String text(String field, String otherwise) {
    return fields.getOrDefault(field, otherwise);
  }
}
