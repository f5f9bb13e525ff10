// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.SpoolState;
import org.domestik.server.text.Texts;

/** Reads what an agent still has to deliver from its JSON object. */
final class SpoolReader {
  private static final Set<String> FIELDS =
      Set.of("samples", "collapsed", "dropped", "bytes", "limit", "oldest");

  private SpoolReader() {}

  static SpoolState read(Map<String, Object> fields, UnknownFields unknown) {
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        unknown.found(field, FIELDS);
      }
    }
    Object oldest = fields.get("oldest");
    return new SpoolState(
        number(fields, "samples"),
        number(fields, "collapsed"),
        number(fields, "dropped"),
        number(fields, "bytes"),
        number(fields, "limit"),
        oldest == null ? null : Texts.instant("oldest", oldest));
  }

  private static long number(Map<String, Object> fields, String name) {
    Object value = fields.getOrDefault(name, 0L);
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    throw new BadInput("\"" + name + "\": expected a whole number");
  }
}
