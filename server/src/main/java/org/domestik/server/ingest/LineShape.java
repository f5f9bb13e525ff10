// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.domestik.model.ValueDescription;

/** The tags and fields that the lines of one request have for a probe. */
final class LineShape {
  private final String probe;
  private final List<String> tags;
  private final Set<String> fields = new LinkedHashSet<>();
  private List<String> last = List.of();

  LineShape(String probe, List<String> tags) {
    this.probe = probe;
    this.tags = tags;
  }

  /** Adds a line's; its tags must be those of the lines before. */
  void add(List<String> lineTags, List<String> lineFields) {
    if (!tags.equals(lineTags)) {
      throw new BadInput(
          "\"" + probe + "\" has the tags " + lineTags + ", on an earlier line " + tags);
    }
    if (!last.equals(lineFields)) {
      fields.addAll(lineFields);
      last = lineFields;
    }
  }

  /** What the lines say of the probe; the store makes a value real once it has a fraction. */
  ProbeDescription description() {
    return new ProbeDescription(
        probe,
        null,
        null,
        tags,
        fields.stream()
            .map(name -> new ValueDescription(name, ValueDescription.Type.INTEGER, null, null))
            .toList(),
        List.of(),
        null,
        List.of(),
        null,
        Map.of(),
        true);
  }
}
