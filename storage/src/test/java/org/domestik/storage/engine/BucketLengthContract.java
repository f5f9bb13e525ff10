// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Test;

/** Buckets of different lengths in one archive: they never overlap, and each knows its end. */
abstract class BucketLengthContract extends Contract {
  private String every = "1 hour";

  @Override
  StorageConfig config() {
    StorageConfig config = StorageConfig.of(url);
    ArchivePolicy policy =
        new ArchivePolicy(Span.parse("1 day"), Span.parse(every), Span.parse("1 month"));
    return new StorageConfig(
        url,
        null,
        null,
        List.of(),
        config.zone(),
        config.ahead(),
        List.of(new PolicyRule("*", "*", policy)));
  }

  /** The buckets of the only host and key: start, end, samples, least and greatest number. */
  private List<List<Object>> buckets() {
    return new ArrayList<>(
        storage
            .select(
                "SELECT sample_time, bucket_end, samples, v_min, v_max FROM"
                    + " domestik.probe_load_archive ORDER BY sample_time",
                100)
            .rows());
  }

  private void every(String every) {
    this.every = every;
    reopen();
  }

  private static Sample load(String time, double value) {
    return sample("load", Instant.parse(time), List.of(), "v", value);
  }

  @Test
  void lateSampleKeepsToTheFinerBucketsAfterEveryWasWidened() {
    accept(
        "here",
        List.of(
            load("2026-11-10T05:10:00Z", 1), load("2026-11-10T09:10:00Z", 2), load(NOW + "", 0)));
    archive();
    every("1 day");
    accept(
        "here",
        List.of(
            load("2026-11-10T05:59:59Z", 3),
            load("2026-11-10T00:00:00Z", 4),
            load("2026-11-10T07:30:00Z", 5),
            load("2026-11-10T23:59:00Z", 6),
            load("2026-11-11T05:00:00Z", 7)));
    archive();
    List<List<Object>> expected =
        List.of(
            List.of("2026-11-10T00:00:00Z", "2026-11-10T05:00:00Z", 1L, 4.0, 4.0),
            List.of("2026-11-10T05:00:00Z", "2026-11-10T06:00:00Z", 2L, 1.0, 3.0),
            List.of("2026-11-10T06:00:00Z", "2026-11-10T09:00:00Z", 1L, 5.0, 5.0),
            List.of("2026-11-10T09:00:00Z", "2026-11-10T10:00:00Z", 1L, 2.0, 2.0),
            List.of("2026-11-10T10:00:00Z", "2026-11-11T00:00:00Z", 1L, 6.0, 6.0),
            List.of("2026-11-11T00:00:00Z", "2026-11-12T00:00:00Z", 1L, 7.0, 7.0));
    assertThat(buckets()).isEqualTo(expected);
    assertThat(series("here", "load").archivedUntil()).isEqualTo("2026-11-12T00:00:00Z");
    assertThat(hours()).containsExactly(5.0, 1.0, 3.0, 1.0, 14.0, 24.0);
  }

  @Test
  void lateSampleGoesIntoTheCoarserBucketAfterEveryWasNarrowed() {
    every("1 day");
    accept("here", List.of(load("2026-11-10T05:10:00Z", 1), load(NOW + "", 0)));
    archive();
    every("10 minutes");
    accept("here", List.of(load("2026-11-10T15:10:00Z", 2), load("2026-11-11T05:15:00Z", 3)));
    archive();
    List<List<Object>> expected =
        List.of(
            List.of("2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z", 2L, 1.0, 2.0),
            List.of("2026-11-11T05:10:00Z", "2026-11-11T05:20:00Z", 1L, 3.0, 3.0));
    assertThat(buckets()).isEqualTo(expected);
    assertThat(hours()).containsExactly(24.0, 1 / 6.0);
  }

  /** How long the archived points are, as a series tells. */
  private List<Double> hours() {
    return series("here", "load").length().stream().map(it -> it / 3_600_000.0).toList();
  }

  @Test
  void bucketIsPurgedOnlyOnceAllOfItIsOld() {
    every("1 week");
    accept("here", List.of(load("2026-10-21T05:10:00Z", 1), load(NOW + "", 0)));
    archive();
    every("1 hour");
    purge();
    assertThat(buckets()).hasSize(1); // It ends on the 26th; the cut is the 22nd.
    clock.set(Instant.parse("2026-11-26T00:00:00Z"));
    accept("here", List.of(load("2026-11-26T00:00:00Z", 1)));
    archive();
    assertThat(storage.lifeCycle().plan(Scope.ALL, clock.instant()).getFirst().purgeBuckets())
        .isEqualTo(1);
    purge();
    assertThat(buckets()).noneMatch(bucket -> bucket.getFirst().equals("2026-10-19T00:00:00Z"));
    balances();
  }

  @Test
  void storeFromBeforeBucketsHadAnEndGetsThem() {
    accept(
        "here",
        List.of(
            load("2026-11-10T05:10:00Z", 1), load("2026-11-10T06:10:00Z", 2), load(NOW + "", 0)));
    archive();
    storage.close();
    try (Database database = database(config())) {
      database.write(
          transaction -> {
            transaction.run("DROP TABLE domestik.version");
            transaction.run("DROP VIEW domestik.probe_load");
            transaction.run("DROP VIEW domestik.probe_load_archive");
            transaction.run("ALTER TABLE domestik.buckets_load DROP COLUMN bucket_end");
            transaction.run(
                "UPDATE domestik.buckets_load SET v_max_time = TIMESTAMPTZ"
                    + " '2026-11-10 11:30:00+00' WHERE v_min = 2");
            return true;
          });
    }
    storage = SqlStorage.open(config(), clock);
    accept("here", List.of(load("2026-11-10T05:20:00Z", 3), load("2026-11-10T09:20:00Z", 4)));
    archive();
    List<List<Object>> expected =
        List.of(
            List.of("2026-11-10T05:00:00Z", "2026-11-10T06:00:00Z", 2L, 1.0, 3.0),
            List.of("2026-11-10T06:00:00Z", "2026-11-10T11:30:00.000001Z", 2L, 2.0, 4.0));
    assertThat(buckets()).isEqualTo(expected);
    reopen();
    assertThat(buckets()).isEqualTo(expected);
  }
}
