// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TakenTest {
  @Test
  void neighboursInAnyOrderAreFreeOnce() {
    Taken taken = new Taken(0);
    for (long number : new long[] {1, 2, 6, 4, 3, 5, 8, 7, 10, 9}) {
      assertThat(taken.isFree(number)).isTrue();
      assertThat(taken.take(number)).isTrue();
      assertThat(taken.take(number)).isFalse();
    }
    assertThat(taken.take(0)).isFalse();
  }

  /** As an agent's batches of 40 minutes each that swap places. */
  @Test
  void blocksThatSwapPlacesAreFree() {
    Taken taken = new Taken(0);
    for (long block : new long[] {1, 0, 3, 2, 5, 4}) {
      for (long minute = 1; minute <= 40; minute++) {
        assertThat(taken.take(40 * block + minute)).as(block + ", " + minute).isTrue();
      }
    }
    for (long minute = 0; minute <= 240; minute++) {
      assertThat(taken.isFree(minute)).isFalse();
    }
  }

  /** What is older than all that came since the start. */
  @Test
  void whatIsBetweenTheStartAndTheFirstIsFree() {
    Taken taken = new Taken(10);
    assertThat(taken.take(100)).isTrue();
    assertThat(taken.take(50)).isTrue();
    assertThat(taken.take(60)).isTrue();
    assertThat(taken.take(10)).isFalse();
    taken.takeUpTo(20);
    assertThat(taken.isFree(99)).isFalse();
    assertThat(taken.take(101)).isTrue();
    assertThat(taken.take(100)).isFalse();
  }

  @Test
  void whatIsFreeWasNeverTaken() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Taken taken = new Taken(-1);
      Set<Long> all = new HashSet<>();
      long highest = -1;
      for (int step = 0; step < 500; step++) {
        long number = Math.max(0, step + random.nextInt(2 + seed % 90) - seed % 45);
        boolean isNew = taken.take(number);
        assertThat(isNew && all.contains(number)).as("seed " + seed).isFalse();
        assertThat(isNew || number <= highest).as("seed " + seed).isTrue();
        all.add(number);
        highest = Math.max(highest, number);
        if (random.nextInt(50) == 0) {
          taken.takeUpTo(number);
          for (long below = 0; below <= number; below++) {
            all.add(below);
          }
        }
      }
    }
  }
}
