// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.List;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.tail.PackedRows;

/**
 * Tells whether memory has all rows of samples, with the same numbers: then they change nothing.
 *
 * <p>Samples that follow one another have mostly the same series, each of which is unpacked once
 * for all of them. What is new is known by its first row. For one thread.
 */
final class KnownRows {
  private final List<PreparedSample> samples;

  /** Those from here (inclusive) to there have the same series, in order of time. */
  private int from;

  private int to;

  private KnownRows(List<PreparedSample> samples) {
    this.samples = samples;
  }

  /** Whether memory has all rows of a host's samples. */
  static boolean are(List<PreparedSample> samples) {
    return new KnownRows(samples).areAll();
  }

  private boolean areAll() {
    while (to < samples.size()) {
      from = to;
      PreparedSample first = samples.get(from);
      if (first.count() == 0 || !first.mayBeKnown()) {
        return false;
      }
      to++;
      while (to < samples.size() && samples.get(to).follows(samples.get(to - 1))) {
        to++;
      }
      for (int row = 0; row < first.count(); row++) {
        if (!isKnown(first.entries().get(row), row)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isKnown(SeriesEntry series, int row) {
    List<ValueDescription> values = samples.get(from).probe().description().values();
    Comparison comparison = new Comparison(row);
    long end = samples.get(to - 1).micros() + 1;
    return series.tail.read(values, samples.get(from).micros(), end, comparison)
        && comparison.next == to;
  }

  /** Meets the rows of a series with those that memory has of it. */
  private final class Comparison implements PackedRows.Taker {
    private final int row;

    /** The first sample whose row was not met. */
    private int next = from;

    Comparison(int row) {
      this.row = row;
    }

    @Override
    public void take(long micros, double[] numbers) {
      if (next < to && samples.get(next).micros() == micros && isSame(numbers)) {
        next++;
      }
    }

    private boolean isSame(double[] numbers) {
      PreparedSample mine = samples.get(next);
      for (int value = 0; value < numbers.length; value++) {
        double number = mine.value(row, value);
        if (!Double.isNaN(number) && number != numbers[value]) { // No number changes none.
          return false;
        }
      }
      return true;
    }
  }
}
