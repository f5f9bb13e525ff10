// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Arrays as lists that cannot be changed: a box is made where a number is looked at only. */
final class Packed {
  private Packed() {}

  /** The first {@code size} numbers, null for NaN. */
  static List<@Nullable Double> doubles(double[] numbers, int size) {
    return new Doubles(numbers, size);
  }

  /** The first {@code size} numbers. */
  static List<Long> longs(long[] numbers, int size) {
    return new Longs(numbers, size);
  }

  private static final class Doubles extends AbstractList<@Nullable Double>
      implements RandomAccess {
    private final double[] numbers;
    private final int size;

    Doubles(double[] numbers, int size) {
      this.numbers = numbers;
      this.size = size;
    }

    @Override
    public @Nullable Double get(int index) {
      double number = numbers[Objects.checkIndex(index, size)];
      return Double.isNaN(number) ? null : number;
    }

    @Override
    public int size() {
      return size;
    }
  }

  private static final class Longs extends AbstractList<Long> implements RandomAccess {
    private final long[] numbers;
    private final int size;

    Longs(long[] numbers, int size) {
      this.numbers = numbers;
      this.size = size;
    }

    @Override
    public Long get(int index) {
      return numbers[Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
