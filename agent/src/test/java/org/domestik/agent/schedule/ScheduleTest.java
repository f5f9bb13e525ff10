// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void runsStayOnTheGridHoweverLongTheyTake() {
    Random random = new Random(42);
    Schedule schedule = new Schedule(Duration.ofSeconds(10), 0, 0.3);
    long now = 6 * SECOND;
    for (int i = 0; i < 1000; i++) {
      long next = schedule.next(now);
      assertThat(next).isGreaterThan(now).isLessThanOrEqualTo(now + 10 * SECOND);
      assertThat(next % (10 * SECOND)).isEqualTo(3 * SECOND);
      now = next + (long) (random.nextDouble() * 9 * SECOND);
    }
  }

  @Test
  void secondRunIsHalfAPeriodAfterTheFirstOrMore() {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      double phase = i / 1000.0;
      long start = random.nextLong(1_000_000 * SECOND);
      Schedule schedule = new Schedule(Duration.ofSeconds(10), start, phase);
      long next = schedule.next(start + random.nextLong(SECOND));
      assertThat(next - start).isBetween(5 * SECOND, 15 * SECOND);
      assertThat((next - start) % (10 * SECOND)).isEqualTo((long) (phase * (10 * SECOND)));
    }
  }

  @Test
  void whatWasMissedIsNotCaughtUp() {
    Schedule schedule = new Schedule(Duration.ofSeconds(10), 0, 0);
    long afterSuspend = 3600 * SECOND + 1;
    assertThat(schedule.next(afterSuspend)).isEqualTo(3610 * SECOND);
  }

  @Test
  void failingAgainAndAgainPausesAtMostFiveMinutesAndOneSuccessEndsIt() {
    Schedule schedule = new Schedule(Duration.ofSeconds(10), 0, 0);
    for (int i = 0; i < 100; i++) {
      schedule.failed();
      assertThat(schedule.isQuarantined()).isEqualTo(i >= 2);
      assertThat(schedule.next(1)).isLessThanOrEqualTo(310 * SECOND);
    }
    assertThat(schedule.next(1)).isGreaterThanOrEqualTo(300 * SECOND);
    schedule.succeeded();
    assertThat(schedule.next(1)).isEqualTo(10 * SECOND);
  }

  @Test
  void suspendOfAnyLengthCostsOneRunAndNoBurst() {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      Schedule schedule = new Schedule(Duration.ofSeconds(10), 0, random.nextDouble());
      long first = schedule.next(SECOND);
      long awake = first + random.nextInt(1_000_000) * SECOND;
      // The run that was due during the suspend is late; what follows is on the grid again.
      long second = schedule.next(awake);
      long third = schedule.next(second);
      assertThat(second - awake).isBetween(0L, 10 * SECOND);
      assertThat(third - second).isEqualTo(10 * SECOND);
      assertThat((second - first) % (10 * SECOND)).isZero();
    }
  }
}
