// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

/** What gzip says of itself. */
final class Gzip {
  /** Of the header and the trailer of the shortest there is. */
  private static final int LEAST = 18;

  private Gzip() {}

  /**
   * How many bytes there will be at most after inflation, as its last four tell; {@code limit},
   * where it cannot be told. Who inflates must hold it to that.
   */
  static int most(byte[] packed, int limit) {
    int length = packed.length;
    if (length < LEAST) {
      return limit;
    }
    // The length at the end is that of the last part alone.
    for (int i = 1; i < length - LEAST + 1; i++) {
      if (packed[i] == 0x1f && packed[i + 1] == (byte) 0x8b && packed[i + 2] == 8) {
        return limit;
      }
    }
    long said =
        (packed[length - 1] & 0xffL) << 24
            | (packed[length - 2] & 0xff) << 16
            | (packed[length - 3] & 0xff) << 8
            | packed[length - 4] & 0xff;
    return (int) Math.min(limit, said);
  }
}
