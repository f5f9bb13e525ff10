// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A probe fed by line protocol; remembers the fields of its last line, which rarely change. */
final class Measurement {
  private final String name;
  private final String probe;

  // Racy on purpose: whichever line came last will do, and a shape never changes.
  private volatile Shape shape = new Shape(List.of(), List.of(), null);
  private volatile List<String> tags = List.of();

  /** {@code name}: as the lines have it; {@code probe}: its plain form. */
  Measurement(String name, String probe) {
    this.name = name;
    this.probe = probe;
  }

  String name() {
    return name;
  }

  String probe() {
    return probe;
  }

  Shape shape() {
    return shape;
  }

  void shape(Shape last) {
    shape = last;
  }

  /** The same names of tags, as the list its other lines have: equal at the first look. */
  List<String> shared(List<String> names) {
    List<String> last = tags;
    if (last.equals(names)) {
      return last;
    }
    tags = names;
    return names;
  }

  /**
   * The fields of a line.
   *
   * @param raw their names as the bytes of the line have them, up to and with the '='
   * @param names the values they become
   * @param places for each field, which of the names it has; null: each its own
   */
  record Shape(List<byte[]> raw, List<String> names, @Nullable List<Integer> places) {}
}
