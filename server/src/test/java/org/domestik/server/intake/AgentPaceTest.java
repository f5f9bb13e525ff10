// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgentPaceTest {
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final AgentPace pace = new AgentPace(() -> now, 2);

  private void heard(int from, int to) {
    for (int host = from; host < to; host++) {
      pace.heard("host-" + host);
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void fewAgentsNeverNotice() {
    assertThat(pace.seconds()).isZero();
    for (int round = 0; round < 100; round++) {
      heard(0, 599);
      pass(Duration.ofSeconds(3));
      assertThat(pace.seconds()).as("round " + round).isZero();
    }
  }

  @Test
  void manyGatherASecondForEachSixHundredOfThem() {
    heard(0, 600);
    assertThat(pace.seconds()).isEqualTo(1);
    heard(600, 10_000);
    assertThat(pace.seconds()).isEqualTo(16);
    heard(0, 10_000); // How often they send changes nothing.
    assertThat(pace.seconds()).isEqualTo(16);
  }

  @Test
  void theMostIsTwentySecondsHoweverManyThereAre() {
    heard(0, 120_000);
    assertThat(pace.seconds()).isEqualTo(20);
  }

  @Test
  void whatIsAskedForDoesNotSwingWhileAFleetSpeaks() {
    heard(0, 10_000);
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofSeconds(20));
      heard(0, 5_000);
      assertThat(pace.seconds()).as("minute " + minute).isEqualTo(16);
      pass(Duration.ofSeconds(40));
      heard(5_000, 10_000);
      assertThat(pace.seconds()).as("minute " + minute).isEqualTo(16);
    }
  }

  @Test
  void thoseThatAreGoneAreForgottenWithinMinutes() {
    heard(0, 10_000);
    for (int minute = 0; minute < 6; minute++) {
      pass(Duration.ofMinutes(1));
      heard(0, 100);
    }
    assertThat(pace.seconds()).isZero();
    heard(0, 10_000);
    pass(Duration.ofHours(1));
    assertThat(pace.seconds()).isZero();
  }

  @Test
  void clockThatIsSetBackForgetsNobody() {
    heard(0, 10_000);
    pass(Duration.ofDays(-300));
    assertThat(pace.seconds()).isEqualTo(16);
    pass(Duration.ofMinutes(4));
    assertThat(pace.seconds()).isEqualTo(16);
  }
}
