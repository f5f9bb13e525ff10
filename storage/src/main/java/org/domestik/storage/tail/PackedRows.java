// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.tail;

import java.util.ArrayDeque;
import java.util.Deque;

/** Rows of one series in order of time, packed in memory. Not safe for several threads. */
public final class PackedRows {
  /** Later than any time. */
  static final long NONE = Long.MAX_VALUE;

  private final Chunks chunks;
  private long bytes;

  /** Empty. */
  PackedRows(TailMemory memory) {
    chunks = new Chunks(memory, new ArrayDeque<>(2));
    TailMemory.whenGone(this, chunks);
  }

  /** Takes rows in order of time. */
  public interface Taker {
    /**
     * Takes a row.
     *
     * @param micros its time
     * @param numbers in the order of the columns, NaN for none; to be read only, until this returns
     */
    void take(long micros, double[] numbers);
  }

  /** What is kept, apart, so that it can be given back when the rows are gone. */
  private record Chunks(TailMemory memory, Deque<PackedChunk> all) implements Runnable {
    @Override
    public void run() {
      all.forEach(chunk -> chunk.free(memory));
      all.clear();
    }
  }

  boolean isEmpty() {
    return chunks.all.isEmpty();
  }

  /** The memory they take, in bytes. */
  long bytes() {
    return bytes;
  }

  /**
   * Adds a row that is later than all others; all have as many numbers.
   *
   * @return false, and it is not added, if there is no room for such a row
   */
  boolean add(long micros, double[] numbers) {
    if (PackedChunk.most(numbers.length) > TailMemory.BLOCK) {
      return false;
    }
    PackedChunk newest = chunks.all.peekLast();
    if (newest != null && newest.isFull()) {
      int before = newest.size();
      if (!newest.close(chunks.memory)) {
        return false;
      }
      bytes += newest.size() - before;
      newest = null;
    }
    if (newest == null) {
      newest = new PackedChunk(numbers.length);
      chunks.all.addLast(newest);
      bytes += newest.size();
    }
    bytes += newest.add(micros, numbers);
    return true;
  }

  /** Puts other rows before all of these, and leaves none there. */
  void addBefore(PackedRows others) {
    others.chunks.all.descendingIterator().forEachRemaining(chunks.all::addFirst);
    others.chunks.all.clear();
    bytes += others.bytes;
    others.bytes = 0;
  }

  /** The time of the latest of the oldest rows, which can be removed; none if these are too few. */
  long oldest() {
    return chunks.all.size() < 2 ? NONE : chunks.all.getFirst().last();
  }

  /** Removes the {@link #oldest} rows. */
  void removeOldest() {
    PackedChunk oldest = chunks.all.removeFirst();
    bytes -= oldest.size();
    oldest.free(chunks.memory);
  }

  /** Removes all. */
  void clear() {
    chunks.run();
    bytes = 0;
  }

  /** Passes the rows from a time (inclusive) to another (exclusive) to a taker. */
  void read(long from, long to, Taker taker) {
    for (PackedChunk chunk : chunks.all) {
      if (chunk.first() >= to) {
        return;
      }
      if (chunk.last() >= from) {
        chunk.read(chunks.memory, from, to, taker);
      }
    }
  }
}
