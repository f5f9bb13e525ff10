// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.List;
import org.domestik.model.BadInput;

/**
 * How many hosts and series there may be: all are kept in memory, and what does not fit must be
 * refused while there is still memory to say so.
 */
public final class MemoryBudget {
  /**
   * Its entry with the times that it knows, its key and place in the map; a text of 16 characters.
   * What its key takes beyond that is counted besides.
   */
  private static final long BYTES_OF_A_SERIES = 450;

  /** A text's two objects, and its place in the key. */
  private static final long BYTES_OF_A_TEXT = 48;

  private static final long COUNTED_OF_A_KEY = BYTES_OF_A_TEXT + 16;
  private static final int LATIN = 0xff;

  private static final long BYTES_OF_A_HOST = 1000;

  /** Part of the heap that may be filled with them; and by what was there at the start. */
  private static final double PART = 1.0 / 3;

  private static final double PART_AT_START = 1.0 / 2;

  private static final long MIB = 1 << 20;

  private final long heap;

  /** {@code heap}: the memory of the process, in bytes. */
  public MemoryBudget(long heap) {
    this.heap = heap;
  }

  /** The bytes that the texts of a key take beyond those that each series is counted with. */
  static long excess(List<String> key) {
    long bytes = 0;
    for (String text : key) {
      bytes += BYTES_OF_A_TEXT + (isLatin(text) ? 1L : 2L) * text.length();
    }
    return Math.max(0, bytes - COUNTED_OF_A_KEY);
  }

  /** Whether each of its characters takes one byte. */
  private static boolean isLatin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > LATIN) {
        return false;
      }
    }
    return true;
  }

  /** Throws {@link BadInput} where so many, with so much excess of keys, would be too many. */
  void check(long hosts, long series, long excess) {
    if (bytes(hosts, series, excess) > heap * PART) {
      throw new BadInput(
          ("the store has as many hosts and series as %s MiB of heap hold (with this: %s hosts, %s"
                  + " series): send fewer or shorter keys, delete hosts that are gone, or start the"
                  + " server with more memory, such as DOMESTIK_SERVER_HEAP=%sm")
              .formatted(heap / MIB, hosts, series, 2 * heap / MIB));
    }
  }

  /** Whether it bears those that the store has; a few more than {@link #check} lets in. */
  boolean bearsAtStart(long hosts, long series, long excess) {
    return bytes(hosts, series, excess) <= heap * PART_AT_START;
  }

  /** Says that it does not, and which memory lets in more than all of these. */
  BadInput refusalAtStart(long hosts, long series, long excess) {
    long wanted = 1 + (long) Math.ceil(bytes(hosts, series, excess) / PART / MIB);
    return new BadInput(
        ("the store has more hosts and series than %s MiB of heap hold (%s hosts, %s series); start"
                + " the server with more memory: DOMESTIK_SERVER_HEAP=%sm or above")
            .formatted(heap / MIB, hosts, series, wanted));
  }

  private static double bytes(long hosts, long series, long excess) {
    return (double) BYTES_OF_A_HOST * hosts + (double) BYTES_OF_A_SERIES * series + excess;
  }
}
