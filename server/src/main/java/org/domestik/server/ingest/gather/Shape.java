// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a row in the order in which they came. Rows whose values come in one order share
 * it, and so their list of names, and hold no room for what they do not have.
 */
final class Shape {
  final List<String> names;
  private final Map<String, Integer> places;
  private final Map<String, Shape> next = new HashMap<>();

  Shape() {
    this(List.of(), Map.of());
  }

  private Shape(List<String> names, Map<String, Integer> places) {
    this.names = names;
    this.places = places;
  }

  /** Which of the values one is; negative: none. */
  int place(String name) {
    return places.getOrDefault(name, -1);
  }

  /** The shape with one value more. */
  Shape with(String name) {
    Shape known = next.get(name);
    if (known == null) {
      List<String> all = new ArrayList<>(names);
      all.add(name);
      Map<String, Integer> more = new HashMap<>(places);
      more.put(name, names.size());
      known = new Shape(List.copyOf(all), more);
      next.put(name, known);
    }
    return known;
  }
}
