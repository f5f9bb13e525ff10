// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
  @ParameterizedTest
  @CsvSource({
    "30s, 30 seconds",
    "1m, 1 minute",
    "5 minutes, 5 minutes",
    "1 hour, 1 hour",
    "1 day, 1 day",
    "2 weeks, 2 weeks",
    "1 month, 1 month",
    "10 YEARS, 10 years",
  })
  void readsWhatPeopleWrite(String text, String canonical) {
    assertThat(Span.parse(text)).hasToString(canonical);
    assertThat(Span.parse(canonical)).isEqualTo(Span.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "day", "1", "1 fortnight", "-1 day", "0s", "1.5h", "1 day ago"})
  void refusesEverythingElseNamingIt(String text) {
    assertThatThrownBy(() -> Span.parse(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void aDayBeforeIsACalendarDayAlsoWhenTheClockChanges() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    Instant afterSummerTimeBegan = Instant.parse("2026-03-29T10:00:00Z");

    assertThat(Span.parse("1 day").before(afterSummerTimeBegan, paris))
        .isEqualTo(Instant.parse("2026-03-28T11:00:00Z"));
    assertThat(Span.parse("24h").before(afterSummerTimeBegan, paris))
        .isEqualTo(Instant.parse("2026-03-28T10:00:00Z"));
  }

  @Test
  void aMonthBeforeTheEndOfMarchIsTheEndOfFebruary() {
    assertThat(
            Span.parse("1 month").before(Instant.parse("2028-03-31T00:00:00Z"), ZoneId.of("UTC")))
        .isEqualTo(Instant.parse("2028-02-29T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "PT10S, 10 seconds",
    "PT1M, 1 minute",
    "PT90S, 90 seconds",
    "PT24H, 1 day",
    "PT25H, 25 hours",
    "P366D, 366 days",
    "P14D, 2 weeks",
    "PT0S, 0 seconds",
    "PT-5S, -5 seconds",
  })
  void saysALengthAsPeopleWriteIt(Duration length, String words) {
    assertThat(Span.words(length)).isEqualTo(words);
  }

  @Test
  void knowsItsLength() {
    assertThat(new Span(90, ChronoUnit.SECONDS).estimate()).isEqualTo(Duration.ofSeconds(90));
    assertThat(Span.parse("1 day").isCalendar()).isTrue();
    assertThat(Span.parse("24h").isCalendar()).isFalse();
  }
}
