// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.domestik.server.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Writes one JSON value. */
@FunctionalInterface
public interface JsonBody {
  void write(JsonGenerator out) throws IOException;

  /** A tree of maps, iterables, texts, numbers, booleans and nulls. */
  static JsonBody of(@Nullable Object tree) {
    return out -> JsonTree.write(out, tree);
  }

  /** The JSON as text. */
  default String text() {
    try {
      return new String(bytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written but memory.
    }
  }

  /** The JSON in UTF-8. */
  default byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonTree.FACTORY.createGenerator(bytes)) {
      write(out);
    }
    return bytes.toByteArray();
  }
}
