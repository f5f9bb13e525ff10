// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.domestik.storage.Usage;
import org.junit.jupiter.api.Test;

/** What the store takes of the disk, and will. */
abstract class UsageContract extends Contract {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Usage.Share share() {
    Usage usage = storage.usage(clock.instant());
    assertThat(usage.bytes()).isPositive();
    assertThat(usage.shares()).hasSize(1);
    return usage.shares().getFirst();
  }

  @Test
  void aHostThatSpeaksGrowsUntilItsOldestDataIsPurged() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(1)), MINUTE, 1440));
    Usage.Share share = share();
    assertThat(share.liveRows()).isEqualTo(1440);
    assertThat(share.buckets()).isZero();
    assertThat(share.settled())
        .isBetween(NOW.plus(Duration.ofDays(27)), NOW.plus(Duration.ofDays(31)));
    // Two days live at most, and hourly buckets of a month but for a day.
    assertThat(share.settledBytes())
        .isGreaterThan(share.liveBytes() * 2 * 99 / 100)
        .isGreaterThan(share.liveBytes());
  }

  @Test
  void aSilentHostStaysAsItIs() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(5)), MINUTE, 600));
    Usage.Share share = share();
    assertThat(share.settledBytes()).isEqualTo(share.liveBytes() + share.archiveBytes());
    assertThat(share.settled()).isNull();
  }

  @Test
  void archivedRowsAreCountedAsBuckets() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(4)), MINUTE, 4 * 1440));
    archive();
    assertThat(share().buckets()).isBetween(60L, 80L);
    assertThat(share().archiveBytes()).isPositive();
  }
}
