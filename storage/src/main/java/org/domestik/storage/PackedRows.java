// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Rows of one series in order of time, packed in memory. Not safe for several threads. */
final class PackedRows {
  private static final int CHUNK_ROWS = 128;

  private final Deque<PackedChunk> chunks = new ArrayDeque<>();
  private long bytes;

  /** Takes rows in order of time. */
  interface Taker {
    /**
     * Takes a row.
     *
     * @param micros its time
     * @param numbers in the order of the columns, NaN for none; good until this returns
     */
    void take(long micros, double[] numbers);
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  /** The memory they take, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Adds a row that is later than all others; all have as many numbers. */
  void add(long micros, double[] numbers) {
    PackedChunk newest = chunks.peekLast();
    if (newest == null || newest.rows() == CHUNK_ROWS) {
      if (newest != null) {
        bytes += newest.trim();
      }
      newest = new PackedChunk(numbers.length);
      chunks.addLast(newest);
      bytes += newest.size();
    }
    bytes += newest.add(micros, numbers);
  }

  /** Puts other rows before all of these; the others are not to be used any more. */
  void addBefore(PackedRows others) {
    others.chunks.descendingIterator().forEachRemaining(chunks::addFirst);
    bytes += others.bytes;
  }

  /** The time of the latest of the oldest rows, which can be removed; null if these are too few. */
  @Nullable Long oldest() {
    return chunks.size() < 2 ? null : chunks.getFirst().last();
  }

  /** Removes the {@link #oldest} rows. */
  void removeOldest() {
    bytes -= chunks.removeFirst().size();
  }

  /** Passes the rows from a time (inclusive) to another (exclusive) to a taker. */
  void read(long from, long to, Taker taker) {
    for (PackedChunk chunk : chunks) {
      if (chunk.last() >= from) {
        chunk.read(from, to, taker);
      }
    }
  }
}
