// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;
import org.domestik.model.ProbeDescription;
import org.domestik.server.ingest.gather.Column;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.gather.PathTemplate;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.gather.Table;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.text.Texts;

/** Where the numbers of each path go, remembered. Thread-safe. */
final class PathPlaces {
  private static final String PREFIX = "graphite_";
  private static final int MOST_TABLES = 1_000;

  private final List<Template> templates;
  private final Columns columns = new Columns(MOST_TABLES);
  private final Remembered<String> known = new Remembered<>();

  PathPlaces(List<Template> templates) {
    this.templates = templates;
  }

  /**
   * Of one path.
   *
   * @throws BadInput where no template fits, or there is no room
   */
  Target of(String path, Map<String, ProbeDescription> descriptions) {
    Target there = known.get(path, descriptions);
    if (there != null) {
      return there;
    }
    PathTemplate.Path parts = part(path);
    String probe = String.valueOf(parts.probe()); // Each template says it, and the value.
    String value = String.valueOf(parts.value());
    List<String> key = new ArrayList<>();
    parts.key().forEach(text -> key.add(KeyText.of(KeyText.shortened(text))));
    List<String> keys = Columns.keys(parts.levels());
    Table table = Table.of(PREFIX + probe, probe, keys, descriptions);
    Column column = columns.of(table, descriptions.get(table.probe()), value, value, null);
    if (column == null) {
      throw new BadInput("probe \"" + table.probe() + "\" is full: no room for " + path);
    }
    String host = parts.host() == null ? null : ProbeNames.host(parts.host());
    Target target = new Target(host, Place.of(table, key, column));
    known.put(path, target);
    return target;
  }

  private PathTemplate.Path part(String path) {
    for (Template template : templates) {
      PathTemplate.Path parts = template.part(path);
      if (parts != null) {
        return parts;
      }
    }
    throw new BadInput("no template parts the path " + Texts.quoted(path));
  }
}
