// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.Arrays;
import org.domestik.storage.batch.TakenSample;
import org.jspecify.annotations.Nullable;

/**
 * A row of the live table that may be there already, or that several rows of a group make up, while
 * {@link LiveRows} puts it together.
 */
final class HeldRow {
  final int host;
  final int series;
  final long micros;

  /** The time of its series' latest row when the group began. */
  final long last;

  private double @Nullable [] numbers;

  /** What the row in the table gets; NaN where it stays as it is. Null: it is not there. */
  private double @Nullable [] changes;

  /** Of the samples that make it up, the first one; null: none does yet. */
  private @Nullable TakenSample first;

  private boolean changed;
  private boolean archived;
  private boolean remembered;

  HeldRow(int host, int series, long micros, long last) {
    this.host = host;
    this.series = series;
    this.micros = micros;
    this.last = last;
  }

  /** Notes what the table has of it. */
  void noteStored(double[] there) {
    numbers = there;
    changes = new double[there.length];
    Arrays.fill(changes, Double.NaN);
  }

  /** Adds what a row of the group says; of one value the last number counts. */
  void take(TakenSample sample, int row, int columns) {
    double[] mine = numbers;
    if (mine == null) {
      numbers = new double[columns];
      sample.bound.numbers(row, numbers);
      sample.stored++;
      first = sample;
      return;
    }
    boolean different = false;
    for (int column = 0; column < columns; column++) {
      double number = sample.bound.value(row, column);
      if (!Double.isNaN(number) && number != mine[column]) {
        mine[column] = number;
        different = true;
        if (changes != null) {
          changes[column] = number;
        }
      }
    }
    if (different) {
      changed = true;
      sample.completed++;
    }
  }

  /** The row's numbers, in the order of the values; NaN: none. */
  double[] numbers() {
    if (numbers == null) {
      throw new IllegalStateException("no row of the group is of " + micros);
    }
    return numbers;
  }

  /** The same of what the table lacks; NaN where it stays as it is. */
  double[] changes() {
    return changes == null ? numbers() : changes;
  }

  /** Whether the table lacks the row and is to have it. */
  boolean isNew() {
    return changes == null && !archived;
  }

  /** Notes that the archive counts it already: it is a repeat, and stored nowhere. */
  void noteArchived() {
    archived = true;
    if (first != null) {
      first.stored--;
    }
  }

  /** Whether the table has the row, with other numbers than it is to have. */
  boolean isChanged() {
    return changes != null && changed;
  }

  /** Whether memory has yet to hear of it: once, and never of what was there already. */
  boolean isToRemember() {
    boolean isFirst = !remembered && (isNew() || isChanged());
    remembered = true;
    return isFirst;
  }
}
