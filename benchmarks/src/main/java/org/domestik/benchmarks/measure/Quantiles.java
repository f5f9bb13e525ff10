// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Sorted numbers. */
public final class Quantiles {
  private final double[] sorted;

  private Quantiles(double[] sorted) {
    this.sorted = sorted;
  }

  public static Quantiles of(Collection<Double> numbers) {
    return new Quantiles(numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  /** Takes a copy. */
  public static Quantiles of(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return new Quantiles(sorted);
  }

  public List<Double> all() {
    return Arrays.stream(sorted).boxed().toList();
  }

  public double[] sorted() {
    return sorted;
  }

  /** The number below which a part (0 to 1) of all lies; NaN of none. */
  public double at(double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  }

  public double median() {
    int half = sorted.length / 2;
    return sorted.length == 0 || sorted.length % 2 == 1
        ? at(0.5)
        : (sorted[half - 1] + sorted[half]) / 2;
  }

  public double max() {
    return at(1);
  }
}
