// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.domestik.model.Span;
import org.domestik.storage.engine.Contract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketCalendarTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private static BucketCalendar every(String span) {
    return new BucketCalendar(Span.parse(span), PARIS);
  }

  @ParameterizedTest
  @CsvSource({
    // Nights and days of daylight saving: 23 hours on 29 March, 25 on 25 October 2026.
    "1 day,    2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "1 day,    2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    "1 hour,   2026-03-29T01:30:00Z, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
    "5 hours,  1970-01-01T07:00:00Z, 1970-01-01T05:00:00Z, 1970-01-01T10:00:00Z",
    "1 week,   2026-11-22T12:00:00Z, 2026-11-15T23:00:00Z, 2026-11-22T23:00:00Z",
    "1 month,  2024-02-29T12:00:00Z, 2024-01-31T23:00:00Z, 2024-02-29T23:00:00Z",
    "3 months, 2026-11-22T12:00:00Z, 2026-09-30T22:00:00Z, 2026-12-31T23:00:00Z",
    "1 year,   2026-11-22T12:00:00Z, 2025-12-31T23:00:00Z, 2026-12-31T23:00:00Z"
  })
  void bucketsBeginWhereTheCalendarSays(String every, Instant at, Instant start, Instant next) {
    assertThat(every(every).floor(at)).isEqualTo(start);
    assertThat(every(every).next(at)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7s",
        "1 minute",
        "1 hour",
        "7 hours",
        "1 day",
        "3 days",
        "2 weeks",
        "1 month",
        "5 months",
        "1 year",
        "3 years"
      })
  void bucketsFollowEachOtherWithoutGapOrOverlap(String span) {
    Random random = new Random(7);
    BucketCalendar calendar = every(span);
    for (int i = 0; i < 2000; i++) {
      Instant at = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
      Instant start = calendar.floor(at);
      Instant next = calendar.next(at);
      assertThat(start).isBeforeOrEqualTo(at);
      assertThat(next).isAfter(at);
      assertThat(calendar.floor(start)).isEqualTo(start);
      assertThat(calendar.floor(next)).isEqualTo(next);
      assertThat(calendar.floor(next.minusMillis(1))).isEqualTo(start);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T10:00:00Z, 1 day,   2026-11-20T23:00:00Z",
    "2026-03-30T10:00:00Z, 1 day,   2026-03-28T23:00:00Z",
    "2026-10-26T10:00:00Z, 1 day,   2026-10-24T22:00:00Z",
    "2024-03-31T10:00:00Z, 1 month, 2024-02-28T23:00:00Z",
    "2026-03-31T10:00:00Z, 1 month, 2026-02-27T23:00:00Z",
    "2026-11-22T10:47:00Z, 90 minutes, 2026-11-22T09:00:00Z"
  })
  void calendarAgesCountFromTheLastSamplesDay(Instant last, String age, Instant cutOff) {
    assertThat(every("1 hour").cutOff(last, Span.parse(age))).isEqualTo(cutOff);
  }

  @ParameterizedTest
  @CsvSource({
    "1 minute, true",
    "15 minutes, true",
    "1 hour, true",
    "7 minutes, false",
    "90 minutes, false",
    "2 hours, false",
    "1 day, false",
    "1 month, false"
  })
  void bucketsLieWithinHoursIfTheyDivideThem(String length, boolean within) {
    assertThat(every(length).dividesHours()).isEqualTo(within);
  }

  @Test
  void cutOffIsTheStartOfABucket() {
    assertThat(every("1 month").cutOff(Contract.NOW, Span.parse("1 day")))
        .isEqualTo(Instant.parse("2026-10-31T23:00:00Z"));
  }
}
