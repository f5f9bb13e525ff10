// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long SECOND = 1_000_000_000;

  /** When an agent tries again, in nanoseconds, the first time after a moment. */
  private static long firstTryAfter(long moment, long seed) {
    long[] now = {0};
    Backoff backoff = new Backoff(() -> now[0], new Random(seed));
    while (now[0] < moment) {
      backoff.failed();
      assertThat(backoff.isAway()).isTrue();
      assertThat(backoff.millisLeft()).isBetween(250L, 45_001L);
      now[0] += backoff.millisLeft() * 1_000_000;
      assertThat(backoff.millisLeft()).isZero();
    }
    return now[0] - moment;
  }

  @Test
  void fleetComesBackSpreadOutThoughAllLostTheServerAtOnce() {
    int[] perSecond = new int[46];
    for (int agent = 0; agent < 1000; agent++) {
      perSecond[(int) (firstTryAfter(600 * SECOND, agent) / SECOND)]++;
    }
    assertThat(Arrays.stream(perSecond).max().orElseThrow()).isLessThan(60);
  }

  @Test
  void shortOutageEndsSoonAndSuccessStartsAnew() {
    long[] now = {0};
    Backoff backoff = new Backoff(() -> now[0], new Random(1));
    assertThat(backoff.millisLeft()).isZero();
    backoff.failed();
    assertThat(backoff.millisLeft()).isBetween(250L, 750L);
    backoff.failed();
    assertThat(backoff.millisLeft()).isBetween(500L, 1500L);
    backoff.succeeded();
    assertThat(backoff.isAway()).isFalse();
    assertThat(backoff.millisLeft()).isZero();
  }
}
