// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.load;

/** One request's content. */
public final class Body {
  /** Host, key, time in microseconds, {@code data}, {@code stack}. */
  public static final int WIDTH = 5;

  private final byte[] bytes;
  private final long[] cells;

  /** Takes over both arrays without a copy. */
  Body(byte[] bytes, long[] cells) {
    this.bytes = bytes;
    this.cells = cells;
  }

  /** As it travels over HTTP. */
  public byte[] bytes() {
    return bytes;
  }

  /** The same rows for those that need no decoding: {@link #WIDTH} numbers a row. */
  public long[] cells() {
    return cells;
  }

  /** How many rows (one a key and time) it has. */
  public int rows() {
    return cells.length / WIDTH;
  }
}
