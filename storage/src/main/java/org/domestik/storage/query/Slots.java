// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known of each value by slot of time: one growing array a column, in order of time. */
final class Slots {
  private static final int FIRST = 64;

  int size;
  long[] time = new long[FIRST];

  /** Where a slot's last bucket ends, or the last live point beside one; 0 if it has no bucket. */
  long[] end = new long[FIRST];

  final Column[] columns;

  Slots(int values) {
    columns = new Column[values];
    Arrays.setAll(columns, _ -> new Column());
  }

  /** What is known of one value; NaN and 0 where nothing is. */
  static final class Column {
    double[] min = new double[FIRST];
    double[] max = new double[FIRST];
    double[] sum = new double[FIRST];
    long[] count = new long[FIRST];

    /** Where the extremes are bounds; null if they are so nowhere. */
    boolean @Nullable [] bounds;

    void add(int place, double least, double greatest, double average, long times) {
      // Of NaN and a number, the number.
      min[place] = min[place] <= least ? min[place] : least;
      max[place] = max[place] >= greatest ? max[place] : greatest;
      if (times > 0) {
        sum[place] += average * times;
        count[place] += times;
      }
    }

    void bound(int place) {
      boolean[] known = bounds;
      if (known == null) {
        known = new boolean[min.length];
        bounds = known;
      }
      known[place] = true;
    }

    private void grow(int length) {
      min = Arrays.copyOf(min, length);
      max = Arrays.copyOf(max, length);
      sum = Arrays.copyOf(sum, length);
      count = Arrays.copyOf(count, length);
      bounds = bounds == null ? null : Arrays.copyOf(bounds, length);
    }

    private void insert(int place, int behind) {
      System.arraycopy(min, place, min, place + 1, behind);
      System.arraycopy(max, place, max, place + 1, behind);
      System.arraycopy(sum, place, sum, place + 1, behind);
      System.arraycopy(count, place, count, place + 1, behind);
      min[place] = Double.NaN;
      max[place] = Double.NaN;
      sum[place] = 0;
      count[place] = 0;
      if (bounds != null) {
        System.arraycopy(bounds, place, bounds, place + 1, behind);
        bounds[place] = false;
      }
    }
  }

  /** The place of the first slot that is not before a time; {@link #size} where all are. */
  int place(long at) {
    if (size == 0 || time[size - 1] < at) {
      return size; // Points mostly come in order.
    }
    int found = Arrays.binarySearch(time, 0, size, at);
    return found >= 0 ? found : -found - 1;
  }

  /** Makes an empty slot at a place. */
  void insert(int place, long at) {
    if (size == time.length) {
      int length = size + size / 2;
      time = Arrays.copyOf(time, length);
      end = Arrays.copyOf(end, length);
      for (Column column : columns) {
        column.grow(length);
      }
    }
    int behind = size - place;
    System.arraycopy(time, place, time, place + 1, behind);
    System.arraycopy(end, place, end, place + 1, behind);
    time[place] = at;
    end[place] = 0;
    for (Column column : columns) {
      column.insert(place, behind);
    }
    size++;
  }
}
