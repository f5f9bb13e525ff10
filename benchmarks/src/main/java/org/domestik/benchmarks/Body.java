// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

/** One request's content. */
final class Body {
  /** Host, key, time in microseconds, {@code data}, {@code stack}. */
  static final int WIDTH = 5;

  private final byte[] bytes;
  private final long[] cells;

  /** Takes over both arrays without a copy. */
  Body(byte[] bytes, long[] cells) {
    this.bytes = bytes;
    this.cells = cells;
  }

  /** As it travels over HTTP. */
  byte[] bytes() {
    return bytes;
  }

  /** The same rows for those that need no decoding: {@link #WIDTH} numbers a row. */
  long[] cells() {
    return cells;
  }

  /** How many rows (one a key and time) it has. */
  int rows() {
    return cells.length / WIDTH;
  }
}
