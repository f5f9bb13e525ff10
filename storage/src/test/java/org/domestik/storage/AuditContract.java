// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Difference;
import org.domestik.storage.LifeCycle.Scope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever changes the tables behind the books' back is found, with host, probe and hour. */
abstract class AuditContract extends Contract {
  private static final Instant OLD = NOW.minus(Duration.ofDays(4));

  @BeforeEach
  void fill() {
    for (String host : List.of("here", "there")) {
      accept(host, tracked("p", OLD, Duration.ofMinutes(10), 4 * 144 + 1));
    }
    archive();
    balances();
  }

  private List<Difference> differencesAfter(String statement) {
    storage.close();
    try (Database database = database(config())) {
      database.write(transaction -> transaction.execute(statement));
    }
    storage = Storage.open(config(), clock);
    Balance here = storage.lifeCycle().verify(new Scope("here", "*")).getFirst();
    assertThat(here.balanced()).isEqualTo(here.differences().isEmpty());
    assertThat(storage.lifeCycle().verify(new Scope("there", "*")).getFirst().balanced()).isTrue();
    return here.differences();
  }

  @Test
  void lostBucketIsNamedByItsHour() {
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.buckets_process_tracking WHERE host = 1 AND sample_time ="
                    + " TIMESTAMPTZ '2026-11-19 05:00:00+00'"))
        .containsExactly(new Difference(Instant.parse("2026-11-19T05:00:00Z"), false, 6, 0))
        .first()
        .hasToString("2026-11-19T05:00:00Z: 6 booked, 0 there");
  }

  @Test
  void changedBucketsAreNamedEvenWhereTheirSumIsRight() {
    assertThat(
            differencesAfter(
                "UPDATE domestik.buckets_process_tracking SET samples = CASE WHEN sample_time ="
                    + " TIMESTAMPTZ '2026-11-19 05:00:00+00' THEN 7 ELSE 5 END WHERE host = 1 AND"
                    + " sample_time IN (TIMESTAMPTZ '2026-11-19 05:00:00+00', TIMESTAMPTZ"
                    + " '2026-11-19 09:00:00+00')"))
        .containsExactly(
            new Difference(Instant.parse("2026-11-19T05:00:00Z"), false, 6, 7),
            new Difference(Instant.parse("2026-11-19T09:00:00Z"), false, 6, 5));
  }

  @Test
  void lostLiveRowIsSaid() {
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time ="
                    + " TIMESTAMPTZ '2026-11-22 05:00:00+00'"))
        .containsExactly(new Difference(Instant.parse("2026-11-21T00:00:00Z"), true, 205, 204));
  }

  @Test
  void purgeAndLateSamplesKeepTheBookOfTheArchive() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(40)), Duration.ofHours(1), 200));
    accept("here", tracked("p", OLD.plusSeconds(7), Duration.ofMinutes(10), 20));
    archive();
    purge();
    assertThat(balances()).hasSize(2);
    Object booked =
        storage
            .select(
                "SELECT count(*) FROM domestik.book WHERE sample_time < TIMESTAMPTZ '2026-10-22"
                    + " 00:00:00+00'",
                1)
            .rows()
            .getFirst()
            .getFirst();
    assertThat(booked).isEqualTo(0L);
  }
}
