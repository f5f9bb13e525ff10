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

  /** The field that is a time, which may be a number of milliseconds too. */
  private static final String TIME = "now";

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
          boolean millis = name.equals(TIME) && (value instanceof Long || value instanceof Integer);
          if (!(value instanceof String) && !millis) {
            throw new BadInput("\"" + name + "\": expected a text");
          }
          fields.put(name, value.toString());
        });
  }

  public @Nullable String text(String field) {
    return fields.get(field);
  }

  public String text(String field, String otherwise) {
    return fields.getOrDefault(field, otherwise);
  }
}
