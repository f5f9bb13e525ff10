// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.domestik.server.leak.Verdict.Kind;
import org.junit.jupiter.api.Test;

class LeakRuleTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 1);

  private static Verdict judge(double... minima) {
    List<LocalDate> days = new ArrayList<>();
    for (int day = 0; day < minima.length; day++) {
      days.add(FIRST.plusDays(day));
    }
    return LeakRule.judge(new Floor(days, Arrays.stream(minima).boxed().toList()));
  }

  @Test
  void fewerThanThreeDaysTellNothing() {
    assertThat(judge().kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(judge(1, 100)).isEqualTo(new Verdict(Kind.UNKNOWN, null, null));
  }

  @Test
  void threeRisingDaysAreTooFewThreeFlatOnesAreNone() {
    assertThat(judge(100, 200, 300).kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(judge(100, 100, 100).kind()).isEqualTo(Kind.NONE);
    assertThat(judge(300, 200, 100).kind()).isEqualTo(Kind.NONE);
  }

  @Test
  void steadyRiseIsALeakSinceItsLowestDay() {
    Verdict verdict = judge(100, 90, 110, 120, 130, 140, 150, 160);
    assertThat(verdict.kind()).isEqualTo(Kind.LEAK);
    assertThat(verdict.slopePerDay()).isCloseTo(10, within(1.0));
    assertThat(verdict.since()).isEqualTo(FIRST.plusDays(1));
  }

  @Test
  void aRiseThatEndsIsFlattening() {
    assertThat(judge(100, 150, 200, 250, 300, 310, 312, 313, 313).kind())
        .isEqualTo(Kind.FLATTENING);
  }

  @Test
  void noiseAndTinyRisesAreNone() {
    long seed = 3;
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    int leaks = 0;
    for (int run = 0; run < 500; run++) {
      double[] minima = random.doubles(14, 1000, 1100).toArray();
      leaks += judge(minima).kind() == Kind.NONE ? 0 : 1;
    }
    // One in twenty passes a test at the level 0.05.
    assertThat(leaks).as("seed " + seed).isLessThan(45);
    assertThat(judge(10_000, 10_001, 10_002, 10_003, 10_004, 10_005).kind()).isEqualTo(Kind.NONE);
  }

  @Test
  void aLeakUnderNoiseIsFound() {
    int leaks = 0;
    long seed = 5;
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    for (int run = 0; run < 200; run++) {
      double[] minima = new double[14];
      for (int day = 0; day < minima.length; day++) {
        minima[day] = 1000 + 50 * day + random.nextDouble(-50, 50);
      }
      Kind kind = judge(minima).kind();
      assertThat(kind).as("seed " + seed).isIn(Kind.LEAK, Kind.FLATTENING);
      leaks += kind == Kind.LEAK ? 1 : 0;
    }
    assertThat(leaks).as("seed " + seed).isGreaterThan(190);
  }

  @Test
  void floorIsTheLowestOfEachDay() {
    long day = FIRST.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    Floor floor =
        Floor.of(
            List.of(day, day + 1000, day + 86_400_000, day + 86_401_000),
            Arrays.asList(5.0, 3.0, null, 7.0),
            ZoneOffset.UTC);
    assertThat(floor).isEqualTo(new Floor(List.of(FIRST, FIRST.plusDays(1)), List.of(3.0, 7.0)));
  }
}
