// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Buckets of one series in whatever order they come, and then in order of time. They come in some
 * long stretches, each in order; to put those together takes less than a database's sorting of
 * whole rows.
 */
final class BucketRows {
  private static final int FIRST = 64;

  /** What each has besides its numbers. */
  private static final int TIMES = 2;

  private final int width;
  private long[] start = new long[FIRST];
  private long[] end = new long[FIRST];
  private double[] cells;
  private int size;
  private boolean isInOrder = true;

  /**
   * @param width how many numbers each has
   */
  BucketRows(int width) {
    this.width = width;
    cells = new double[FIRST * width];
  }

  /** Takes one. */
  interface Taker {
    /**
     * Takes it.
     *
     * @param start in microseconds
     * @param end likewise
     * @param cells has its numbers, NaN where one is missing
     * @param from where the first stands
     */
    void take(long start, long end, double[] cells, int from);
  }

  int size() {
    return size;
  }

  /** Adds a row: the start, the numbers, the end. */
  void add(ResultSet row) throws SQLException {
    if (size == start.length) {
      int length = size + size / 2;
      start = Arrays.copyOf(start, length);
      end = Arrays.copyOf(end, length);
      cells = Arrays.copyOf(cells, Math.multiplyExact(length, width));
    }
    start[size] = row.getLong(1);
    end[size] = row.getLong(width + TIMES);
    read(row, cells, size * width, width);
    isInOrder &= size == 0 || start[size - 1] <= start[size];
    size++;
  }

  /** Reads a row's numbers, which stand behind its time. */
  static void read(ResultSet row, double[] cells, int from, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      double number = row.getDouble(i + 2);
      cells[from + i] = row.wasNull() ? Double.NaN : number;
    }
  }

  /** Passes on all, in order of their starts. */
  void each(Taker taker) {
    if (isInOrder) {
      for (int i = 0; i < size; i++) {
        taker.take(start[i], end[i], cells, i * width);
      }
      return;
    }
    // Its sort finds the stretches that are in order.
    IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparingLong(i -> start[i]))
        .forEach(i -> taker.take(start[i], end[i], cells, i * width));
  }
}
