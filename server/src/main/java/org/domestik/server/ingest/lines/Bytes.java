// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A part of an array of bytes as a key of a map; it must not change meanwhile. */
final class Bytes implements Comparable<Bytes> {
  private final byte[] array;
  private final int from;
  private final int to;
  private final int hash;

  /**
   * Bytes where they are, good for a look-up.
   *
   * @param hash any function of just these bytes
   */
  Bytes(byte[] array, int from, int to, int hash) {
    this.array = array;
    this.from = from;
    this.to = to;
    this.hash = hash;
  }

  /** The same bytes in an array of their own, good to be kept. */
  Bytes copy() {
    return new Bytes(Arrays.copyOfRange(array, from, to), 0, to - from, hash);
  }

  int length() {
    return to - from;
  }

  /** Whether a longer array has the same bytes from a place on. */
  boolean isAt(byte[] other, int at) {
    return Arrays.equals(array, from, to, other, at, at + length());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(array, from, to, that.array, that.from, that.to);
  }

  /** For maps: strangers may give many of them one hash code. */
  @Override
  public int compareTo(Bytes that) {
    return Arrays.compare(array, from, to, that.array, that.from, that.to);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
