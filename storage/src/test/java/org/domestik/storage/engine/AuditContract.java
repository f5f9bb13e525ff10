// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Difference;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.MemoryBudget;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.schema.SchemaVersion;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.tail.TailMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever changes the tables behind the books' back is found, with host, probe and hour. */
abstract class AuditContract extends Contract {
  private static final Instant OLD = NOW.minus(Duration.ofDays(4));

  private List<PolicyRule> rules = List.of();

  @Override
  StorageConfig config() {
    return new StorageConfig(
        url, null, null, List.of(), ZoneOffset.UTC, Duration.ofMinutes(10), rules);
  }

  @BeforeEach
  void fill() {
    for (String host : List.of("here", "there")) {
      accept(host, tracked("p", OLD, Duration.ofMinutes(10), 4 * 144 + 1));
    }
    archive();
    balances();
  }

  private List<Difference> differencesAfter(String... statements) {
    storage.close();
    try (Database database = database(config())) {
      database.write(
          transaction -> {
            transaction.run(List.of(statements));
            return true;
          });
    }
    storage = SqlStorage.open(config(), clock);
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
  void lostLiveRowsAreNamedByTheirHours() {
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND (sample_time ="
                    + " TIMESTAMPTZ '2026-11-22 05:00:00+00' OR sample_time >= TIMESTAMPTZ"
                    + " '2026-11-22 07:00:00+00' AND sample_time < TIMESTAMPTZ '2026-11-22"
                    + " 08:30:00+00')"))
        .containsExactly(live(5, 6, 5), live(7, 6, 0), live(8, 6, 3))
        .first()
        .hasToString("live from 2026-11-22T05:00:00Z: 6 booked, 5 there");
  }

  @Test
  void liveRowsNobodySentAreNamedByTheirHour() {
    assertThat(
            differencesAfter(
                "INSERT INTO domestik.live_process_tracking SELECT host, series, sample_time +"
                    + " INTERVAL '30 minutes' - INTERVAL '1 second', data, stack FROM"
                    + " domestik.live_process_tracking WHERE host = 1 AND sample_time IN"
                    + " (TIMESTAMPTZ '2026-11-22 05:00:00+00', TIMESTAMPTZ '2026-11-22"
                    + " 05:10:00+00')"))
        .containsExactly(live(5, 6, 8));
  }

  private static Difference live(int hour, long booked, long found) {
    Instant from = Instant.parse("2026-11-22T00:00:00Z").plus(Duration.ofHours(hour));
    return new Difference(from, true, booked, found);
  }

  @Test
  void lossIsNamedByItsHourStillOnceTheHourWasArchivedAndPurged() {
    differencesAfter(
        "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time = TIMESTAMPTZ"
            + " '2026-11-22 05:00:00+00'");
    differencesAfter(
        "INSERT INTO domestik.live_process_tracking SELECT host, series, sample_time + INTERVAL '1"
            + " second', data, stack FROM domestik.live_process_tracking WHERE host = 1 AND"
            + " sample_time = TIMESTAMPTZ '2026-11-22 07:00:00+00'");
    clock.set(NOW.plus(Duration.ofDays(60)));
    accept("here", tracked("p", clock.instant(), Duration.ofHours(1), 1));
    List<Difference> expected = List.of(live(5, 1, 0), live(7, -1, 0));
    archive();
    assertThat(differences("here")).isEqualTo(expected);
    purge();
    ((SqlStorage) storage).fold();
    assertThat(differences("here"))
        .isEqualTo(expected)
        .last()
        .hasToString("live from 2026-11-22T07:00:00Z: 1 archived but never accepted, 0 there");
  }

  private List<Difference> differences(String host) {
    return storage.lifeCycle().verify(new Scope(host, "*")).getFirst().differences();
  }

  @Test
  void cutWithinAnHourLeavesTheRestOfItBooked() {
    rules =
        List.of(
            new PolicyRule(
                "*",
                "*",
                new ArchivePolicy(
                    Span.parse("100 minutes"), Span.parse("10 minutes"), Span.parse("1 month"))));
    reopen();
    archive();
    assertThat(balances()).extracting(Balance::live).containsExactly(11L, 11L);
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time ="
                    + " TIMESTAMPTZ '2026-11-22 08:30:00+00'"))
        .containsExactly(live(8, 4, 3));
  }

  @Test
  void lateSamplesAreBookedUnderTheHourTheyAreOf() {
    accept("here", tracked("p", OLD.plusSeconds(7), Duration.ofMinutes(20), 9));
    Instant hour = Instant.parse("2026-11-18T12:00:00Z");
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time BETWEEN"
                    + " TIMESTAMPTZ '2026-11-18 12:00:00+00' AND TIMESTAMPTZ '2026-11-18"
                    + " 12:30:00+00'"))
        .containsExactly(new Difference(hour, true, 3, 1));
    archive();
    assertThat(differences("here")).containsExactly(new Difference(hour, true, 2, 0));
  }

  @Test
  void foldedBooksStillKnowHoursAndTheLastSample() {
    for (int i = 0; i < 3; i++) {
      accept("here", tracked("q" + i, NOW.minusSeconds(7200), Duration.ofMinutes(10), 12));
      ((SqlStorage) storage).fold();
    }
    storage.retire("there", NOW);
    clock.set(NOW.plus(Duration.ofDays(5)));
    archive();
    reopen(); // The first time all hours are folded.
    ((SqlStorage) storage).fold();
    ((SqlStorage) storage).fold(); // What is of no hour any more.
    assertThat(balances()).extracting(Balance::live).containsExactly(205L + 36, 0L);
    assertThat(storage.hosts()).extracting(HostStatus::lastSample).containsOnly(NOW);
    assertThat(entries())
        .isEqualTo(35 + 2); // The hours that are live here, and what is not of each host.
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time ="
                    + " TIMESTAMPTZ '2026-11-22 09:00:00+00'"))
        .containsExactly(live(9, 24, 20));
  }

  private long entries() {
    return (Long) internals("SELECT count(*) FROM domestik.ledger").getFirst().getFirst();
  }

  @Test
  void storeFromBeforeHoursGetsThemWhenItIsOpened() {
    accept("here", tracked("p", OLD.plusSeconds(7), Duration.ofMinutes(20), 9));
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time ="
                    + " TIMESTAMPTZ '2026-11-22 05:00:00+00'"))
        .hasSize(1);
    // What was lost before cannot be named by its hour, but is not forgotten either.
    assertThat(
            differencesAfter(
                "DROP TABLE domestik.version", "ALTER TABLE domestik.ledger DROP COLUMN hour"))
        .containsExactly(new Difference(null, true, 1, 0))
        .first()
        .hasToString("unknown hour: 1 booked, 0 there");
    archive();
    assertThat(
            differencesAfter(
                "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time ="
                    + " TIMESTAMPTZ '2026-11-22 09:00:00+00'"))
        .containsExactly(new Difference(null, true, 1, 0), live(9, 6, 5));
  }

  @Test
  void storeFromBeforeTheBookOfTheArchiveIsBalanced() {
    assertThat(differencesAfter("DROP TABLE domestik.version")).isEmpty();
    storage.close();
    try (Database database = database(config())) {
      database.write(
          transaction -> {
            transaction.run("DROP TABLE domestik.version");
            transaction.run("DROP TABLE domestik.book");
            return true;
          });
    }
    storage = SqlStorage.open(config(), clock);
    balances();
  }

  @Test
  void storeWhoseMigrationWasKilledIsBalanced() {
    assertThat(differencesAfter("DROP TABLE domestik.version")).isEmpty();
    storage.close();
    try (Database database = database(config())) {
      database.change(
          transaction -> {
            transaction.run("DROP TABLE domestik.version");
            transaction.run("DROP TABLE domestik.book");
          });
      Grants grants = Grants.NONE;
      MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
      new Catalog(database, grants, new TailMemory(0), new HostDescriptions(), budget).setUp();
    }
    storage = SqlStorage.open(config(), clock);
    balances();
  }

  @Test
  void whatWasReadAndAcknowledgedIsToldNoMore() {
    differencesAfter(
        "DELETE FROM domestik.live_process_tracking WHERE host = 1 AND sample_time = TIMESTAMPTZ"
            + " '2026-11-22 05:00:00+00'");
    differencesAfter(
        "DELETE FROM domestik.buckets_process_tracking WHERE host = 1 AND sample_time = TIMESTAMPTZ"
            + " '2026-11-19 05:00:00+00'");
    differencesAfter(
        "UPDATE domestik.ledger SET accepted = accepted + 7 WHERE host = 1 AND hour IS"
            + " NULL AND accepted > 0");
    List<Difference> told = differences("here");
    assertThat(told).hasSize(3);
    assertThat(storage.lifeCycle().acknowledge(new Scope("there", "*"))).isEmpty();
    assertThat(storage.lifeCycle().acknowledge(Scope.ALL).getFirst().differences()).isEqualTo(told);
    balances();
    clock.set(NOW.plus(Duration.ofDays(5)));
    accept("here", tracked("p", clock.instant(), Duration.ofHours(1), 1));
    archive();
    balances();
  }

  @Test
  void newerStoreIsRefusedWithBothVersionsAndLeftAlone() {
    storage.close();
    try (Database database = database(config())) {
      database.write(
          transaction -> {
            transaction.run("UPDATE domestik.version SET number = 77");
            transaction.run("DROP TABLE domestik.run");
            return true;
          });
    }
    assertThatThrownBy(() -> SqlStorage.open(config(), clock))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("schema 77")
        .hasMessageContaining("schemas up to " + SchemaVersion.CURRENT);
    try (Database database = database(config())) {
      assertThat(database.<Boolean>read(it -> Schema.lacks(it, "run", "script"))).isTrue();
      database.write(
          transaction -> {
            transaction.run("UPDATE domestik.version SET number = 2");
            return true;
          });
    }
    storage = SqlStorage.open(config(), clock);
  }

  @Test
  void purgeAndLateSamplesKeepTheBookOfTheArchive() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(40)), Duration.ofHours(1), 200));
    accept("here", tracked("p", OLD.plusSeconds(7), Duration.ofMinutes(10), 20));
    archive();
    purge();
    assertThat(balances()).hasSize(2);
    Object booked =
        internals(
                "SELECT count(*) FROM domestik.book WHERE sample_time < TIMESTAMPTZ '2026-10-22"
                    + " 00:00:00+00'")
            .getFirst()
            .getFirst();
    assertThat(booked).isEqualTo(0L);
  }

  @Test
  void whoAsksForOneHostHearsAllOfItWhateverOthersLost() {
    storage.close();
    try (Database database = database(config())) {
      database.change(
          transaction ->
              transaction.run(
                  List.of(
                      "INSERT INTO domestik.ledger (host, probe, accepted, purged, hour)"
                          + " SELECT 1, 1, 1, 0, n FROM generate_series(1, 1001) n(n)",
                      "DELETE FROM domestik.live_process_tracking WHERE host = 2 AND sample_time ="
                          + " TIMESTAMPTZ '2026-11-22 05:00:00+00'")));
    }
    storage = SqlStorage.open(config(), clock);
    assertThat(storage.lifeCycle().verify(new Scope("there", "*")).getFirst().differences())
        .containsExactly(live(5, 6, 5));
  }
}
