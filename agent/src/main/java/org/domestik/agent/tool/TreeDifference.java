// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.domestik.model.Json;
import org.jspecify.annotations.Nullable;

/** Tells where two trees differ, one line a place. */
final class TreeDifference {
  private static final int MAX_LINES = 20;

  private final List<String> lines = new ArrayList<>();

  private TreeDifference() {}

  /** The differences, by path; at most 20, then how many more; empty if there is none. */
  static List<String> between(@Nullable Object expected, @Nullable Object found) {
    TreeDifference difference = new TreeDifference();
    difference.compare("", expected, found);
    List<String> lines = difference.lines;
    if (lines.size() <= MAX_LINES) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, MAX_LINES));
    first.add("and " + (lines.size() - MAX_LINES) + " more");
    return first;
  }

  private void compare(String path, @Nullable Object expected, @Nullable Object found) {
    if (expected instanceof Map<?, ?> wanted && found instanceof Map<?, ?> there) {
      TreeSet<String> names = new TreeSet<>();
      wanted.keySet().forEach(name -> names.add(String.valueOf(name)));
      there.keySet().forEach(name -> names.add(String.valueOf(name)));
      for (String name : names) {
        compare(path.isEmpty() ? name : path + " / " + name, wanted.get(name), there.get(name));
      }
    } else if (!Objects.equals(expected, found)) {
      String where = path.isEmpty() ? "" : path + ": ";
      lines.add(where + "expected " + text(expected) + ", found " + text(found));
    }
  }

  private static String text(@Nullable Object node) {
    return node == null ? "nothing" : Json.write(node);
  }
}
