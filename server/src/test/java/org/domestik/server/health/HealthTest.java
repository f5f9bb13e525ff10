// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static Health health(Duration holds, Duration patience, Health.Part part) {
    return Health.of(Map.of("store", part), Map::of, holds, patience, LONG);
  }

  @Test
  void whatWasFoundHoldsForAWhile() {
    AtomicInteger attempts = new AtomicInteger();
    try (Health health = health(LONG, LONG, attempts::incrementAndGet)) {
      for (int i = 0; i < 100; i++) {
        assertThat(health.state().isOk()).isTrue();
      }
      assertThat(attempts).hasValue(1);
    }
    try (Health health = health(Duration.ZERO, LONG, attempts::incrementAndGet)) {
      health.state();
      health.state();
      assertThat(attempts).hasValue(3);
    }
  }

  @Test
  void reasonIsTheFaultsOwn() {
    try (Health health =
        health(
            LONG,
            LONG,
            () -> {
              throw new IllegalStateException("the disk is full");
            })) {
      assertThat(health.state().isOk()).isFalse();
      assertThat(health.state().parts()).containsExactly(Map.entry("store", "the disk is full"));
    }
  }

  @Test
  void whatHangsIsTriedOnceAndSaysSo() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    try (Health health =
        health(
            Duration.ZERO,
            Duration.ofMillis(200),
            () -> {
              attempts.incrementAndGet();
              end.await();
            })) {
      for (int i = 0; i < 5; i++) {
        assertThat(health.state().parts()).containsEntry("store", "no answer within 0.2 s");
      }
      assertThat(attempts).hasValue(1);
    } finally {
      end.countDown();
    }
  }
}
