// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import org.domestik.model.BadInput;

/**
 * How many hosts and series there may be: all are kept in memory, and what does not fit must be
 * refused while there is still memory to say so.
 */
public final class MemoryBudget {
  /**
   * Its entry with the times that it knows, its key and place in the map; a text of 16 characters.
   */
  private static final long BYTES_OF_A_SERIES = 450;

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

  /** Throws {@link BadInput} where so many would be too many. */
  void check(long hosts, long series) {
    if (bytes(hosts, series) > heap * PART) {
      throw new BadInput(
          ("the store has as many hosts and series as %s MiB of heap hold (with this: %s hosts, %s"
                  + " series): send fewer keys, delete hosts that are gone, or start the server with"
                  + " more memory, such as DOMESTIK_SERVER_HEAP=%sm")
              .formatted(heap / MIB, hosts, series, 2 * heap / MIB));
    }
  }

  /** Likewise for those that the store has; a few more than {@link #check} lets in. */
  void checkAtStart(long hosts, long series) {
    if (bytes(hosts, series) > heap * PART_AT_START) {
      throw new BadInput(
          ("the store has more hosts and series than %s MiB of heap hold; start the server with"
                  + " more memory: DOMESTIK_SERVER_HEAP=%sm or above")
              .formatted(heap / MIB, 2 * heap / MIB));
    }
  }

  private static double bytes(long hosts, long series) {
    return (double) BYTES_OF_A_HOST * hosts + (double) BYTES_OF_A_SERIES * series;
  }
}
