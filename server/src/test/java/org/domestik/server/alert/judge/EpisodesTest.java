// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.domestik.model.alert.Limits.Judgement;
import org.domestik.model.alert.Severity;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EpisodesTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Subject SUBJECT =
      new Subject("full", Severity.WARNING, "h", "disk", List.of("/"), "used");
  private final Episodes fiveMinutes =
      new Episodes(Duration.ofMinutes(5), Duration.ofMinutes(3), Instant.MIN);
  private final Episodes atOnce = new Episodes(Duration.ZERO, Duration.ofMinutes(3), Instant.MIN);

  private static Observation seen(int minute, Judgement judgement) {
    return new Observation(NOON.plusSeconds(60L * minute), judgement, 1.0, "above 0", "it is 1");
  }

  private static @Nullable Alert run(Episodes episodes, Judgement... judgements) {
    Alert alert = null;
    for (int i = 0; i < judgements.length; i++) {
      alert = episodes.step(alert, SUBJECT, seen(i, judgements[i]));
    }
    return alert;
  }

  @Test
  void itFiresWhenItWasWrongForLongEnoughByTheSamplesTime() {
    Judgement wrong = Judgement.WRONG;
    assertThat(run(fiveMinutes, wrong, wrong, wrong, wrong, wrong).state()).isEqualTo("pending");
    Alert fired = run(fiveMinutes, wrong, wrong, wrong, wrong, wrong, wrong);
    assertThat(fired.state()).isEqualTo("firing");
    assertThat(fired.since()).isEqualTo(NOON);
    assertThat(fired.episode()).isEqualTo(1);
  }

  @Test
  void oneRightSampleBeforeThatEndsIt() {
    Judgement wrong = Judgement.WRONG;
    assertThat(run(fiveMinutes, wrong, wrong, wrong, Judgement.RIGHT)).isNull();
    assertThat(run(fiveMinutes, wrong, wrong, wrong, Judgement.BETWEEN)).isNull();
  }

  @Test
  void aGapWithoutSamplesIsNotCountedAsWrong() {
    Alert alert = fiveMinutes.step(null, SUBJECT, seen(0, Judgement.WRONG));
    alert = fiveMinutes.step(alert, SUBJECT, seen(60, Judgement.WRONG));
    assertThat(alert.state()).isEqualTo("pending");
    assertThat(alert.since()).isEqualTo(NOON.plusSeconds(3600));
  }

  @Test
  void betweenLimitAndClearAFiringOneGoesOn() {
    Alert alert = run(atOnce, Judgement.WRONG, Judgement.BETWEEN, Judgement.BETWEEN);
    assertThat(alert.state()).isEqualTo("firing");
    alert = atOnce.step(alert, SUBJECT, seen(3, Judgement.RIGHT));
    assertThat(alert.state()).isEqualTo("resolved");
    assertThat(alert.ended()).isEqualTo(NOON.plusSeconds(180));
  }

  @Test
  void whatIsNoNewerThanTheLastChangesNothing() {
    Alert alert = run(atOnce, Judgement.WRONG, Judgement.WRONG);
    assertThat(atOnce.step(alert, SUBJECT, seen(1, Judgement.RIGHT))).isSameAs(alert);
    assertThat(atOnce.step(alert, SUBJECT, seen(0, Judgement.RIGHT))).isSameAs(alert);
  }

  @Test
  void theNextEpisodeHasTheNextNumber() {
    Alert alert = run(atOnce, Judgement.WRONG, Judgement.RIGHT, Judgement.WRONG);
    assertThat(alert.episode()).isEqualTo(2);
    assertThat(alert.series()).isEqualTo(SUBJECT.series());
  }

  @Test
  void moreThanSixChangesInAnHourAreFlappingUntilItIsCalm() {
    Judgement wrong = Judgement.WRONG;
    Judgement right = Judgement.RIGHT;
    assertThat(run(atOnce, wrong, right, wrong, right, wrong, right).flapping()).isFalse();
    Alert alert = run(atOnce, wrong, right, wrong, right, wrong, right, wrong);
    assertThat(alert.flapping()).isTrue();
    // Changes of minutes 0 to 6: with the last two within the hour it is calm.
    alert = atOnce.step(alert, SUBJECT, seen(63, wrong));
    assertThat(alert.flapping()).isTrue();
    alert = atOnce.step(alert, SUBJECT, seen(65, wrong));
    assertThat(alert.flapping()).isFalse();
    assertThat(alert.state()).isEqualTo("firing");
  }

  @Test
  void aResolvedOneThatFlappedIsCalmInTime() {
    Judgement wrong = Judgement.WRONG;
    Judgement right = Judgement.RIGHT;
    Alert alert = run(atOnce, wrong, right, wrong, right, wrong, right, wrong, right);
    assertThat(alert.flapping()).isTrue();
    alert = atOnce.step(alert, SUBJECT, seen(120, right));
    assertThat(alert.flapping()).isFalse();
    assertThat(alert.state()).isEqualTo("resolved");
    assertThat(alert.ended()).isEqualTo(NOON.plusSeconds(7 * 60));
  }

  @Test
  void oneThatChangesEverySecondStaysSmall() {
    Alert alert = null;
    for (int i = 0; i < 1_000; i++) {
      Judgement judgement = i % 2 == 0 ? Judgement.WRONG : Judgement.RIGHT;
      alert =
          atOnce.step(
              alert, SUBJECT, new Observation(NOON.plusSeconds(i), judgement, null, null, ""));
    }
    assertThat(alert.changes()).hasSizeLessThanOrEqualTo(21);
  }

  @Test
  void whatChangedBeforeItsRuleWasThereIsNoRestlessness() {
    Judgement wrong = Judgement.WRONG;
    Judgement right = Judgement.RIGHT;
    Episodes young =
        new Episodes(Duration.ZERO, Duration.ofMinutes(3), NOON.plus(Duration.ofMinutes(7)));
    Alert alert = run(young, wrong, right, wrong, right, wrong, right, wrong, right, wrong);
    assertThat(alert.isFiring()).isTrue();
    assertThat(alert.flapping()).isFalse();
    assertThat(alert.changes()).hasSize(2);
  }
}
