// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * How a path is parted: {@code _.host.probe.device.value*} over {@code
 * servers.web-1.disk.sda.reads}.
 *
 * @param separator what stands between the nodes
 * @param parts what the nodes of a path are: {@code host}, {@code probe}, {@code value}, the name
 *     of a key's level, or {@code _} for nothing; the last may have a star, and takes all that is
 *     left
 */
public record PathTemplate(String separator, List<String> parts) {
  private static final String HOST = "host";
  private static final String PROBE = "probe";
  private static final String VALUE = "value";
  private static final String NOTHING = "_";

  public PathTemplate {
    parts = List.copyOf(parts);
  }

  /** What a path says; null: not that. */
  public record Path(
      @Nullable String host,
      @Nullable String probe,
      SequencedMap<String, String> levels,
      @Nullable String value) {}

  /**
   * Reads one.
   *
   * @throws BadInput where it is none
   */
  public static PathTemplate of(String separator, String text) {
    List<String> parts = List.of(text.split(Pattern.quote(separator), -1));
    for (int i = 0; i < parts.size(); i++) {
      boolean isLast = i == parts.size() - 1;
      if (!parts.get(i).matches(isLast ? "[a-z_][a-z0-9_]*\\*?" : "[a-z_][a-z0-9_]*")) {
        throw new BadInput(
            "\""
                + text
                + "\": write host, probe, value, names of keys or _, parted by "
                + separator
                + "; the last may end in *");
      }
    }
    return new PathTemplate(separator, parts);
  }

  /** Whether one of the parts is called so. */
  public boolean names(String part) {
    return parts.stream().anyMatch(it -> plain(it).equals(part));
  }

  private static String plain(String part) {
    return part.endsWith("*") ? part.substring(0, part.length() - 1) : part;
  }

  /** Parts a path; null where it has too few or too many nodes. */
  public @Nullable Path part(String path) {
    String[] nodes = path.split(Pattern.quote(separator), -1);
    boolean takesRest = parts.getLast().endsWith("*");
    if (nodes.length < parts.size() || nodes.length > parts.size() && !takesRest) {
      return null;
    }
    SequencedMap<String, String> said = new LinkedHashMap<>();
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
    return new Path(host, probe, said, value);
  }
}
