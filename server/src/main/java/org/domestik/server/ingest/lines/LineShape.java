// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.domestik.model.ValueDescription;
import org.domestik.server.ingest.lines.Measurement.Shape;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** The tags and fields that the lines of one request have for a probe. */
final class LineShape {
  private final Measurement measurement;
  private final List<String> tags;
  private final Map<String, String> spelled = new LinkedHashMap<>();
  private Shape last = new Shape(List.of(), List.of(), null);

  LineShape(Measurement measurement, List<String> tags) {
    this.measurement = measurement;
    this.tags = tags;
  }

  /** Adds a line's; the names must be spelled, and the tags be, as on the lines before. */
  void add(SeriesHead head, Shape shape) {
    if (!measurement.name().equals(head.measurement().name())) {
      throw collision(head.measurement().name(), measurement.name(), measurement.probe());
    }
    if (!tags.equals(head.tags())) {
      throw new BadInput(
          Texts.quoted(measurement.name())
              + " has the tags "
              + head.tags()
              + ", on an earlier line "
              + tags);
    }
    if (!last.equals(shape)) {
      List<Integer> places = shape.places();
      for (int i = 0; i < shape.raw().size(); i++) {
        String raw = new String(shape.raw().get(i), UTF_8);
        String name = shape.names().get(places == null ? i : places.get(i));
        String earlier = spelled.putIfAbsent(name, raw);
        if (earlier != null && !earlier.equals(raw)) {
          throw collision(raw, earlier, name);
        }
      }
      last = shape;
    }
  }

  /** Two names that would become one: an error rather than a mixture. */
  static BadInput collision(String name, String earlier, String plain) {
    return new BadInput(
        Texts.quoted(name)
            + " and "
            + Texts.quoted(earlier)
            + " would both be \""
            + plain
            + "\"; rename one");
  }

  /**
   * What the lines say of the probe; the store makes a value real once it has a fraction.
   *
   * @param known what the store knows of it
   * @throws BadInput where the tags are not the keys
   */
  ProbeDescription description(@Nullable ProbeDescription known) {
    if (known != null
        && !known.keys().equals(tags)
        && !known.keys().stream().allMatch(key -> key.matches("key\\d*"))) {
      throw new BadInput(
          "probe \""
              + measurement.probe()
              + "\" has the keys "
              + known.keys()
              + "; the tags "
              + tags
              + " are others. Give the measurement another name");
    }
    return ProbeDescription.inferred(
        measurement.probe(),
        tags,
        spelled.keySet().stream()
            .map(name -> new ValueDescription(name, ValueDescription.Type.INTEGER, null, null))
            .toList());
  }
}
