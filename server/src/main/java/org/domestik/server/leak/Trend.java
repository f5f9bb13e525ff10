// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import java.util.Arrays;

/** Two measures of a trend that a few wild points do not move. */
final class Trend {
  private Trend() {}

  /** The median of the slopes between all pairs of points (Theil 1950, Sen 1968). */
  static double theilSen(long[] x, double[] y, int from, int to) {
    int count = to - from;
    double[] slopes = new double[count * (count - 1) / 2];
    int next = 0;
    for (int i = from; i < to; i++) {
      for (int j = i + 1; j < to; j++) {
        slopes[next++] = (y[j] - y[i]) / (x[j] - x[i]);
      }
    }
    Arrays.sort(slopes);
    int middle = slopes.length / 2;
    return slopes.length % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
  }

  /**
   * The probability that points without a trend rise as steadily as these (Mann 1945, Kendall),
   * one-sided: exact up to ten points without equal ones, else by the normal approximation.
   */
  static double mannKendall(double[] y) {
    int score = 0;
    for (int i = 0; i < y.length; i++) {
      for (int j = i + 1; j < y.length; j++) {
        score += (int) Math.signum(y[j] - y[i]);
      }
    }
    double[] sorted = y.clone();
    Arrays.sort(sorted);
    double variance = term(y.length);
    boolean ties = false;
    for (int i = 0; i < sorted.length; ) {
      int end = i + 1;
      while (end < sorted.length && sorted[end] == sorted[i]) {
        end++;
      }
      if (end - i > 1) {
        ties = true;
        variance -= term(end - i);
      }
      i = end;
    }
    if (variance <= 0) {
      return 1; // All points are equal.
    }
    return !ties && y.length <= 10
        ? exact(y.length, score)
        : normal((score - 1) / Math.sqrt(variance));
  }

  private static double term(double n) {
    return n * (n - 1) * (2 * n + 5) / 18;
  }

  /** The share of the n! orders whose score is at least this one. */
  private static double exact(int n, int score) {
    // ways[k]: orders with k falling pairs; one element more adds 0 to its number of predecessors.
    double[] ways = {1};
    for (int size = 2; size <= n; size++) {
      double[] more = new double[ways.length + size - 1];
      for (int k = 0; k < ways.length; k++) {
        for (int added = 0; added < size; added++) {
          more[k + added] += ways[k];
        }
      }
      ways = more;
    }
    int pairs = n * (n - 1) / 2;
    double all = 0;
    double asSteady = 0;
    for (int falling = 0; falling < ways.length; falling++) {
      all += ways[falling];
      asSteady += pairs - 2 * falling >= score ? ways[falling] : 0;
    }
    return asSteady / all;
  }

  /**
   * The upper tail of the standard normal distribution (Abramowitz and Stegun 26.2.17, to 1e-7).
   */
  private static double normal(double z) {
    if (z < 0) {
      return 1 - normal(-z);
    }
    double t = 1 / (1 + 0.2316419 * z);
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
  }
}
