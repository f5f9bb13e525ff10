// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvenTimesTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final Instant START = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final EvenTimes times = new EvenTimes();

  private static Instant after(long millis) {
    return START.plusMillis(millis);
  }

  @Test
  void noiseOfAFewMillisecondsIsLeftOut() {
    Instant first = times.of(START, MINUTE);
    assertThat(first).isEqualTo("2026-03-01T12:00:00.123Z");
    assertThat(times.of(after(60_004), MINUTE)).isEqualTo(first.plusSeconds(60));
    assertThat(times.of(after(119_993), MINUTE)).isEqualTo(first.plusSeconds(120));
    assertThat(times.of(after(300_009), MINUTE))
        .as("some missed")
        .isEqualTo(first.plusSeconds(300));
  }

  @Test
  void whatIsNoNoiseIsTold() {
    Instant first = times.of(START, MINUTE);
    assertThat(times.of(after(60_011), MINUTE)).isEqualTo(first.plusMillis(60_011));
    assertThat(times.of(after(120_011), MINUTE)).isEqualTo(first.plusMillis(120_011));
    assertThat(times.of(after(120_500), MINUTE)).isEqualTo(first.plusMillis(120_500));
    assertThat(times.of(after(1_000), MINUTE)).as("set back").isEqualTo(first.plusMillis(1_000));
    EvenTimes often = new EvenTimes();
    first = often.of(START, Duration.ofMillis(100));
    assertThat(often.of(after(102), Duration.ofMillis(100))).isEqualTo(first.plusMillis(102));
  }

  @Test
  void timesRiseWithTheClockAndStayNearIt() {
    Random random = new Random(SEED);
    Instant now = START;
    Instant last = Instant.MIN;
    Duration period = Duration.ofSeconds(1);
    for (int run = 0; run < 10_000; run++) {
      Instant time = times.of(now, period);
      assertThat(time).as("seed %s", SEED).isAfter(last);
      assertThat(Duration.between(time, now).abs()).isLessThanOrEqualTo(Duration.ofMillis(10));
      last = time;
      period = random.nextInt(500) == 0 ? Duration.ofSeconds(1 + random.nextInt(60)) : period;
      long noise = random.nextInt(10) == 0 ? random.nextLong(5_000) : random.nextLong(12);
      now = now.plus(period).plusMillis(noise);
    }
  }
}
