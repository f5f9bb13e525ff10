// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {

  @Test
  void slopeIsNotMovedByOneWildPoint() {
    long[] days = {0, 1, 2, 3, 4, 5, 6};
    double[] values = {0, 2, 4, 1000, 8, 10, 12};
    assertThat(Trend.theilSen(days, values, 0, 7)).isEqualTo(2);
  }

  @Test
  void probabilitiesAreThoseOfTheTables() {
    // Kendall, Rank Correlation Methods, table 1.
    assertThat(Trend.mannKendall(new double[] {1, 2, 3})).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(Trend.mannKendall(new double[] {1, 2, 3, 4})).isCloseTo(1 / 24.0, within(1e-12));
    assertThat(Trend.mannKendall(new double[] {1, 2, 4, 3})).isCloseTo(4 / 24.0, within(1e-12));
    assertThat(Trend.mannKendall(new double[] {4, 3, 2, 1})).isEqualTo(1);
    assertThat(Trend.mannKendall(new double[] {5, 5, 5, 5})).isEqualTo(1);
  }

  @Test
  void approximationMeetsTheExactValue() {
    double[] ten = {1, 2, 3, 5, 4, 6, 8, 7, 9, 10};
    double[] tied = {1, 2, 3, 5, 4, 6, 8, 7, 9, 9};
    assertThat(Trend.mannKendall(tied)).isCloseTo(Trend.mannKendall(ten), within(0.001));
  }
}
