// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

/** How much memory each series' {@link Tail} may take: an equal share of what all may. */
final class TailShare {
  private final long all;
  private volatile long bytes;

  /**
   * The share of a series as long as there is one.
   *
   * @param all what all tails together may take, in bytes; 0: there are to be none
   */
  TailShare(long all) {
    this.all = all;
    bytes = all;
  }

  /** Notes how many series there are. */
  void among(long series) {
    bytes = all / Math.max(1, series);
  }

  /** What one may take, in bytes. */
  long bytes() {
    return bytes;
  }
}
