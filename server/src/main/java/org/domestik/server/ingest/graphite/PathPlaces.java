// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.gather.Named;
import org.domestik.server.ingest.gather.PathTemplate;
import org.domestik.server.ingest.gather.Places;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.domestik.server.text.Texts;

/** Where the numbers of each path go, remembered. Thread-safe. */
final class PathPlaces {
  private static final String PREFIX = "graphite_";
  private static final int MOST_TABLES = 1_000;

  private final List<Template> templates;
  private final Places places = new Places(PREFIX, MOST_TABLES);
  private final Remembered<String> known = new Remembered<>();

  PathPlaces(List<Template> templates) {
    this.templates = templates;
  }

  /**
   * Of one path.
   *
   * @param candidates the sources that may be its
   * @throws BadInput where no template fits, or there is no room
   */
  Target of(String path, Candidates candidates, Map<String, ProbeDescription> descriptions) {
    Remembered.Kind<String> kind = known.of(candidates);
    Target there = kind.get(path, descriptions);
    if (there == null) {
      PathTemplate.Path parts = part(path);
      String probe = String.valueOf(parts.probe()); // Each template says it, and the value.
      String value = String.valueOf(parts.value());
      Named named = new Named(probe, probe, parts.host(), parts.levels(), value, null);
      there = places.of(candidates, named, descriptions);
      kind.put(path, there);
    }
    return there;
  }

  private PathTemplate.Path part(String path) {
    for (Template template : templates) {
      PathTemplate.Path parts = template.part(path);
      if (parts != null) {
        return parts;
      }
    }
    throw new BadInput(
        "no template parts the path " + Texts.quoted(path) + "; add one to graphite.templates");
  }
}
