// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.server.ingest.gather.PathTemplate;
import org.jspecify.annotations.Nullable;

/**
 * How some paths are parted.
 *
 * @param filter a glob of the paths that it holds for
 */
record Template(String filter, PathTemplate parts) {
  /**
   * Reads one.
   *
   * @throws BadInput where it is none, or does not say probe and value
   */
  static Template of(String filter, String text) {
    PathTemplate parts = PathTemplate.of(".", text);
    if (!parts.names("probe") || !parts.names("value")) {
      throw new BadInput("\"" + text + "\" lacks probe or value");
    }
    return new Template(filter, parts);
  }

  /** Parts a path; null where it does not hold for it, or has too few or too many nodes. */
  PathTemplate.@Nullable Path part(String path) {
    return Glob.matches(filter, path) ? parts.part(path) : null;
  }
}
