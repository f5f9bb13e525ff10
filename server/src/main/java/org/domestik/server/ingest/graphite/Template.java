// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.jspecify.annotations.Nullable;

/**
 * How a path is parted: {@code _.host.probe.device.value*} over {@code
 * servers.web-1.disk.sda.reads}.
 *
 * @param filter a glob of the paths that it holds for
 * @param parts what the nodes of a path are: {@code host}, {@code probe}, {@code value}, the name
 *     of a key's level, or {@code _} for nothing; the last may have a star, and takes all that is
 *     left
 */
record Template(String filter, List<String> parts) {
  private static final String HOST = "host";
  private static final String PROBE = "probe";
  private static final String VALUE = "value";
  private static final String NOTHING = "_";

  Template {
    parts = List.copyOf(parts);
  }

  /** What a path says. */
  record Path(
      @Nullable String host, String probe, List<String> levels, List<String> key, String value) {}

  /**
   * Reads one.
   *
   * @throws BadInput where it is none
   */
  static Template of(String filter, String text) {
    List<String> parts = List.of(text.split("\\.", -1));
    for (String part : parts) {
      boolean isLast = part.equals(parts.getLast());
      if (!part.matches(isLast ? "[a-z_][a-z0-9_]*\\*?" : "[a-z_][a-z0-9_]*")) {
        throw new BadInput(
            "\""
                + text
                + "\": write host, probe, value, names of keys or _, parted by dots; the last may"
                + " end in *");
      }
    }
    if (parts.stream().noneMatch(it -> plain(it).equals(VALUE))
        || parts.stream().noneMatch(it -> plain(it).equals(PROBE))) {
      throw new BadInput("\"" + text + "\" lacks probe or value");
    }
    return new Template(filter, parts);
  }

  private static String plain(String part) {
    return part.endsWith("*") ? part.substring(0, part.length() - 1) : part;
  }

  /** Whether it holds for a path. */
  boolean holds(String path) {
    return Glob.matches(filter, path);
  }

  /** Parts a path; null where it has too few or too many nodes. */
  @Nullable Path part(String path) {
    String[] nodes = path.split("\\.", -1);
    boolean takesRest = parts.getLast().endsWith("*");
    if (nodes.length < parts.size() || nodes.length > parts.size() && !takesRest) {
      return null;
    }
    Map<String, String> said = new LinkedHashMap<>();
    for (int i = 0; i < nodes.length; i++) {
      String part = plain(parts.get(Math.min(i, parts.size() - 1)));
      if (nodes[i].isEmpty()) {
        return null;
      }
      if (!part.equals(NOTHING)) {
        said.merge(part, nodes[i], (a, b) -> a + (part.equals(HOST) ? "." : "_") + b);
      }
    }
    String host = said.remove(HOST);
    String probe = said.remove(PROBE);
    String value = said.remove(VALUE);
    if (probe == null || value == null) {
      return null;
    }
    return new Path(host, probe, List.copyOf(said.keySet()), new ArrayList<>(said.values()), value);
  }
}
