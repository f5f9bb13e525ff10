// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class ServerTimeTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00.700Z");
  private static final Duration HOURS = Duration.ofHours(3);

  private HandClock clock = new HandClock(START);
  private ServerTime time = new ServerTime(clock, clock, ClockRule.CORRECT);

  /** An answer of a server whose clock is ahead of true time; ours is what the test made of it. */
  private void hear(Instant servers, Duration trip) {
    long sent = time.uptime();
    clock.pass(trip.dividedBy(2));
    Instant date = servers.plus(trip.dividedBy(2)).truncatedTo(ChronoUnit.SECONDS);
    clock.pass(trip.dividedBy(2));
    time.heard(date, sent);
  }

  private void hear(Duration serversAhead) {
    hear(clock.instant().plus(serversAhead), Duration.ofMillis(20));
  }

  private Duration correction() {
    return time.correction(time.boot(), time.base());
  }

  @Test
  void clocksThatAgreeAreLeftAlone() {
    assertThat(time.isKnown()).isFalse();
    assertThat(correction()).isZero();
    for (int seconds = -14; seconds < 30; seconds++) {
      hear(Duration.ofSeconds(seconds));
      assertThat(time.isKnown()).isTrue();
      assertThat(correction()).as("%d s", seconds).isZero();
      assertThat(time.problem()).isNull();
    }
  }

  @Test
  void clockThatIsAheadOrBehindIsCorrectedToASecond() {
    for (Duration off : new Duration[] {HOURS, HOURS.negated(), Duration.ofDays(20_000)}) {
      clock = new HandClock(START.plus(off));
      time = new ServerTime(clock, clock, ClockRule.CORRECT);
      hear(off.negated());
      assertThat(correction())
          .isBetween(off.negated().minusSeconds(1), off.negated().plusSeconds(1));
      assertThat(time.problem())
          .contains(off.isNegative() ? "behind the server's" : "ahead of the server's");
    }
  }

  @Test
  void noiseOfTheNetworkMovesNoTimes() {
    hear(HOURS);
    Duration first = correction();
    for (int millis = 0; millis < 4_000; millis += 130) {
      hear(clock.instant().plus(HOURS), Duration.ofMillis(millis));
      assertThat(correction()).isEqualTo(first);
    }
    hear(clock.instant().plus(HOURS.plusSeconds(9)), Duration.ofMillis(10));
    assertThat(correction()).isGreaterThan(first.plusSeconds(8));
  }

  @Test
  void slowAnswerTellsNothingNew() {
    hear(Duration.ZERO);
    hear(clock.instant().plusSeconds(600), Duration.ofSeconds(20));
    assertThat(time.problem()).isNull();
  }

  @Test
  void clocksThatDifferAgreeAgainOnlyWhereTheyAreWell() {
    hear(Duration.ofSeconds(40));
    hear(Duration.ofSeconds(25));
    assertThat(time.problem()).contains("behind");
    assertThat(correction()).isGreaterThan(Duration.ofSeconds(20));
    hear(Duration.ofSeconds(5));
    assertThat(time.problem()).isNull();
    assertThat(correction()).isZero();
  }

  @Test
  void clockThatWasSetIsNotKnownUntilTheServerIsHeard() {
    hear(Duration.ZERO);
    clock.step(HOURS);
    assertThat(time.isKnown()).isFalse();
    hear(HOURS.negated());
    assertThat(time.isKnown()).isTrue();
    assertThat(correction()).isLessThan(HOURS.negated().plusSeconds(2));
    clock.step(HOURS.negated()); // NTP has come.
    hear(Duration.ZERO);
    assertThat(correction()).isZero();
    assertThat(time.problem()).isNull();
  }

  @Test
  void whatWasStampedBeforeTheClockWasSetIsToldRightAfterIt() {
    clock = new HandClock(Instant.EPOCH.plusSeconds(30)); // No battery: the machine wakes in 1970.
    time = new ServerTime(clock, clock, ClockRule.CORRECT);
    long base = time.base();
    Instant stamped = clock.instant();
    Instant truth = START;
    clock.pass(Duration.ofMinutes(2));
    clock.step(Duration.between(clock.instant(), truth.plus(Duration.ofMinutes(2))));
    hear(Duration.ZERO);
    assertThat(correction()).isZero();
    assertThat(stamped.plus(time.correction(time.boot(), base))).isEqualTo(truth);
    clock.reboot();
    assertThat(time.correction("first", base)).as("of an earlier start").isZero();
  }

  @Test
  void suspensionIsNoSetting() {
    hear(Duration.ZERO);
    clock.pass(Duration.ofDays(3));
    assertThat(time.isKnown()).isTrue();
    assertThat(correction()).isZero();
  }

  @Test
  void slewingIsNoSetting() {
    hear(Duration.ZERO);
    for (int minute = 0; minute < 600; minute++) { // Half a second a quarter of an hour.
      clock.pass(Duration.ofMinutes(1));
      clock.step(Duration.ofMillis(33));
      hear(Duration.ZERO);
      assertThat(time.isKnown()).isTrue();
      assertThat(correction()).isZero();
    }
  }

  @Test
  void daylightSavingIsNoMatter() {
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Europe/Paris"));
      clock = new HandClock(Instant.parse("2026-10-25T00:59:00Z"));
      time = new ServerTime(clock, clock, ClockRule.CORRECT);
      for (int minute = 0; minute < 120; minute++) {
        hear(Duration.ZERO);
        clock.pass(Duration.ofMinutes(1));
        assertThat(correction()).isZero();
      }
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void theYear2038Passes() {
    clock = new HandClock(Instant.ofEpochSecond(Integer.MAX_VALUE - 60L));
    time = new ServerTime(clock, clock, ClockRule.CORRECT);
    for (int minute = 0; minute < 5; minute++) {
      hear(HOURS);
      clock.pass(Duration.ofMinutes(1));
      assertThat(correction()).isBetween(HOURS.minusSeconds(1), HOURS.plusSeconds(1));
    }
  }

  @Test
  void waitingEndsWhenTheTwoAgreeWhoeverWasWrong() {
    time = new ServerTime(clock, clock, ClockRule.WAIT);
    assertThat(time.isWaiting()).isTrue();
    hear(HOURS);
    long base = time.base();
    assertThat(time.isWaiting()).isTrue();
    assertThat(correction()).isZero();
    hear(Duration.ZERO); // It was the server's.
    assertThat(time.isWaiting()).isFalse();
    assertThat(time.correction(time.boot(), base)).isZero();
    clock.step(HOURS); // It is ours.
    hear(HOURS.negated());
    long wrong = time.base();
    assertThat(time.isWaiting()).isTrue();
    clock.step(HOURS.negated());
    hear(Duration.ZERO);
    assertThat(time.correction(time.boot(), wrong)).isEqualTo(HOURS.negated());
  }

  @Test
  void serverThatDoesNotTellIsBelieved() {
    time.heard(null, time.uptime());
    assertThat(time.isKnown()).isTrue();
    assertThat(correction()).isZero();
  }

  @Test
  void whoWantsHisOwnTimeHasIt() {
    time = new ServerTime(clock, clock, ClockRule.OWN);
    hear(HOURS);
    assertThat(correction()).isZero();
    assertThat(time.isKnown()).isTrue();
    assertThat(time.isWaiting()).isFalse();
    assertThat(time.problem()).contains("behind");
  }
}
