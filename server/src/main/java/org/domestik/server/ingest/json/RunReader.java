// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.delivery.Run;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** Reads how a run of a script went from its JSON object. */
final class RunReader {
  private static final Set<String> FIELDS =
      Set.of("probe", "script", "outcome", "error", "time", "micros", "output");
  private static final int MAX_TEXT = 4_000;
  static final int MAX_SCRIPT = 255;

  private RunReader() {}

  static Run read(Map<String, Object> fields, UnknownFields unknown) {
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        unknown.found(field, FIELDS);
      }
    }
    return new Run(
        Names.probe(text(fields, "probe")),
        Texts.free(text(fields, "script"), MAX_SCRIPT),
        Run.Outcome.of(text(fields, "outcome")),
        free(fields, "error"),
        Texts.sampleTime(Texts.instant("time", fields.get("time"))),
        micros(fields.get("micros")),
        free(fields, "output"));
  }

  private static @Nullable String free(Map<String, Object> fields, String name) {
    return fields.containsKey(name) ? Texts.free(text(fields, name), MAX_TEXT) : null;
  }

  private static String text(Map<String, Object> fields, String name) {
    if (!(fields.get(name) instanceof String text)) {
      throw new BadInput("\"" + name + "\": expected a text");
    }
    return text;
  }

  private static long micros(@Nullable Object value) {
    if (!(value instanceof Number micros)
        || micros.doubleValue() < 0
        || micros.doubleValue() > 1e15) {
      throw new BadInput("\"micros\": expected a number of microseconds");
    }
    return micros.longValue();
  }
}
