// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueRowsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void rowsThatBecomeFewBucketsAreLittleMoreWorkThanRows() {
    DueRows due = new DueRows(72_000, NOON.minus(Duration.ofDays(2)));
    assertThat(due.work(25, NOON, HOUR)).isEqualTo(72_000 + 16 * 25 * 49);
  }

  @Test
  void rowsThatBecomeABucketEachAreSeventeenTimesTheWorkAtMost() {
    DueRows due = new DueRows(1000, NOON.minus(Duration.ofDays(365)));
    assertThat(due.work(1000, NOON, HOUR)).isEqualTo(17_000);
    assertThat(due.work(1000, NOON, Duration.ofDays(3000))).isEqualTo(17_000);
    assertThat(due.work(1, NOON, Duration.ofDays(3000))).isEqualTo(1016);
  }
}
