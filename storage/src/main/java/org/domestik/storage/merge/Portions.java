// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.List;

/** Things of known size, divided in their order among portions of at most so many bytes or one. */
final class Portions<T> {
  private final long room;
  private final List<List<T>> all = new ArrayList<>();
  private long left;

  Portions(long room) {
    this.room = room;
  }

  void put(T one, long bytes) {
    if (all.isEmpty() || bytes > left) {
      all.add(new ArrayList<>());
      left = room;
    }
    all.getLast().add(one);
    left -= bytes;
  }

  /** None is empty. */
  List<List<T>> all() {
    return all;
  }
}
