// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.List;
import org.domestik.server.ingest.foreign.Family;

/** A family fed by line protocol; remembers the shapes of its last lines, which rarely change. */
final class Measurement {
  final Family family;
  // Racy on purpose: whichever line came last will do, and a shape never changes.
  private volatile Shape shape = Shape.NONE;
  private volatile List<String> tags = List.of();

  Measurement(Family family) {
    this.family = family;
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
   * The fields of a line. Each is one instance, as long as its lines keep their shape.
   *
   * @param raw their names as the bytes of the line have them, up to and with the '=', and with the
   *     quote of a text
   * @param fields the names of those that are no texts
   */
  record Shape(List<byte[]> raw, List<String> fields) {
    static final Shape NONE = new Shape(List.of(), List.of());
  }
}
