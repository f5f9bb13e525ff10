// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class PlannedFleetTest {
  private static PlannedFleet fleet(long hosts, long keys, Duration every) {
    Duration day = Duration.ofDays(1);
    return new PlannedFleet(
        hosts, 20, keys, 2, every, day, Duration.ofHours(1), Duration.ofDays(30));
  }

  @Test
  void rowsAreCounted() {
    PlannedFleet fleet = fleet(10, 5, Duration.ofMinutes(1));
    assertThat(fleet.series()).isEqualTo(1_000);
    assertThat(fleet.liveRows()).isEqualTo(1_000 * 2 * 1_440);
    assertThat(fleet.buckets()).isEqualTo(1_000 * 24 * 30);
    // As a table of this size took: two values of two bytes, and two for key and time.
    assertThat(MeasuredStore.DUCKDB.live(fleet)).isEqualTo(2_880_000 * 6);
  }

  @Test
  void twiceTheFleetTakesTwiceAsMuchAndAFasterOneMoreCores() {
    for (MeasuredStore store : MeasuredStore.values()) {
      PlannedFleet one = fleet(1_000, 5, Duration.ofMinutes(1));
      PlannedFleet two = fleet(2_000, 5, Duration.ofMinutes(1));
      assertThat(store.archive(two)).isEqualTo(2 * store.archive(one));
      assertThat(store.cores(two)).isEqualTo(2 * store.cores(one), within(1e-9));
      assertThat(store.cores(fleet(1_000, 5, Duration.ofSeconds(10))))
          .isEqualTo(6 * store.cores(one), within(1e-9));
      assertThat(store.memory(two)).isLessThan(2 * store.memory(one));
    }
  }

  /** What was measured comes out again: 1,000 agents, one series each, once a minute. */
  @Test
  void fleetOfTheBenchmarkTakesWhatItTook() {
    Duration day = Duration.ofDays(1);
    PlannedFleet steady =
        new PlannedFleet(
            1_000, 1, 1, 2, Duration.ofMinutes(1), day, Duration.ofHours(1), day.multipliedBy(30));
    assertThat(MeasuredStore.DUCKDB.cores(steady) / 2).isEqualTo(0.031, within(0.002));
    assertThat(MeasuredStore.POSTGRESQL.cores(steady) / 2).isEqualTo(0.047, within(0.002));
  }

  @Test
  void whatIsBeyondAllMeasureIsRefused() {
    assertThatThrownBy(() -> fleet(0, 1, Duration.ofMinutes(1))).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> fleet(999_999_999, 999_999_999, Duration.ofMinutes(1)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("beyond what was measured");
  }
}
