// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.description.Expression;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.Series;
import org.domestik.storage.TooEarly;
import org.junit.jupiter.api.Test;

/** What agents with a full spool send in the place of samples. */
abstract class SentBucketsContract extends Contract {
  private static final Instant OLD = Instant.parse("2026-11-10T10:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Expression USED = Expression.parse("data + stack");

  /** A bucket of two samples, at its start and a minute later. */
  private static Bucket bucket(Instant start, Duration length, Expression used, double data) {
    Map<String, Summary> values = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      Instant time = start.plusSeconds(60L * i);
      values.merge("data", Summary.of(data + i, time), Summary::merge);
      values.merge("stack", Summary.of(10, time), Summary::merge);
      values.merge("used", Summary.of(data + i + 10, time), Summary::merge);
    }
    return new Bucket(
        "process_tracking",
        start,
        length,
        Map.of("used", used),
        List.of(new Totals(List.of("p"), 2, values)));
  }

  private static Batch sent(long sequence, Bucket... buckets) {
    return new Batch(
        "here",
        new Delivery(BOOT, sequence),
        List.of(),
        Map.of("process_tracking", tracking()),
        List.of(),
        null,
        List.of(buckets),
        null);
  }

  private List<List<Object>> archived() {
    return storage
        .select(
            "SELECT sample_time, bucket_end, samples, data_min, data_max, used_max FROM"
                + " domestik.probe_process_tracking_archive ORDER BY sample_time",
            100)
        .rows();
  }

  @Test
  void sentBucketIsArchivedOnceAndIsInTheBooks() {
    Batch batch =
        sent(1, bucket(OLD, QUARTER, USED, 5), bucket(OLD.plus(QUARTER), QUARTER, USED, 7));
    assertThat(storage.accept(batch)).isEqualTo(new Acceptance(2, false));
    assertThat(storage.accept(batch)).isEqualTo(new Acceptance(0, true));
    List<List<Object>> expected =
        List.of(
            List.of("2026-11-10T10:00:00Z", "2026-11-10T10:15:00Z", 2L, 5.0, 6.0, 16.0),
            List.of("2026-11-10T10:15:00Z", "2026-11-10T10:30:00Z", 2L, 7.0, 8.0, 18.0));
    assertThat(archived()).isEqualTo(expected);
    assertThat(balance()).isEqualTo(new Balance("here", "process_tracking", 4, 0, 4, 0));
    assertThat(storage.hosts().getFirst().lastSample()).isEqualTo(OLD.plusSeconds(960));
    Series series = series("here", "process_tracking", "p");
    assertThat(series.archivedUntil()).isEqualTo("2026-11-10T10:30:00Z");
    assertThat(series.values().get("used").avg()).containsExactly(15.5, 17.5);
    reopen();
    assertThat(storage.accept(batch)).isEqualTo(new Acceptance(0, true));
    assertThat(archived()).isEqualTo(expected);
  }

  @Test
  void sentBucketBecomesPartOfTheOneItLiesIn() {
    accept("here", tracked("p", OLD.plusSeconds(1800), Duration.ofMinutes(1), 1));
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 1));
    storage.accept(sent(1));
    archive();
    storage.accept(sent(2, bucket(OLD, QUARTER, USED, 5)));
    assertThat(archived())
        .containsExactly(
            List.of("2026-11-10T10:00:00Z", "2026-11-10T11:00:00Z", 3L, 5.0, 400.0, 536.0));
    assertThat(balance().archived()).isEqualTo(3);
  }

  @Test
  void overlappingBucketsBecomeOneThatSpansThem() {
    storage.accept(
        sent(1, bucket(OLD, QUARTER, USED, 5), bucket(OLD.plusSeconds(3600), QUARTER, USED, 6)));
    storage.accept(sent(2, bucket(OLD.plusSeconds(600), Duration.ofHours(1), USED, 7)));
    assertThat(archived())
        .containsExactly(
            List.of("2026-11-10T10:00:00Z", "2026-11-10T11:15:00Z", 6L, 5.0, 8.0, 18.0));
  }

  @Test
  void lateSamplesFindTheirPlaceAmongSentBuckets() {
    storage.accept(sent(1, bucket(OLD.plusSeconds(900), QUARTER, USED, 5)));
    accept("here", tracked("p", OLD, QUARTER, 4));
    accept("here", tracked("p", NOW, QUARTER, 1));
    archive();
    assertThat(archived())
        .containsExactly(
            List.of("2026-11-10T10:00:00Z", "2026-11-10T10:15:00Z", 1L, 400.0, 400.0, 536.0),
            List.of("2026-11-10T10:15:00Z", "2026-11-10T10:30:00Z", 3L, 5.0, 401.0, 537.0),
            List.of("2026-11-10T10:30:00Z", "2026-11-10T11:00:00Z", 2L, 402.0, 403.0, 539.0));
    balances();
  }

  @Test
  void derivedValueOfAnotherFormulaIsShownAsBounds() {
    storage.accept(sent(1, bucket(OLD, QUARTER, Expression.parse("data - stack"), 5)));
    Series.Band used = series("here", "process_tracking", "p").values().get("used");
    assertThat(used.bounds()).containsExactly(true);
    assertThat(used.min()).containsExactly(15.0);
    assertThat(used.max()).containsExactly(16.0);
    // What is half known stays unknown.
    storage.accept(sent(2, bucket(OLD, QUARTER, USED, 5)));
    assertThat(series("here", "process_tracking", "p").values().get("used").bounds())
        .containsExactly(true);
    assertThat(balance().archived()).isEqualTo(4);
  }

  @Test
  void bucketsOfAProbeNobodyKnowsDescribeIt() {
    Totals row =
        new Totals(
            List.of("sda"), 3, Map.of("busy", new Summary(0.5, 2, 3, 3, OLD, OLD), "full", one(7)));
    storage.accept(sent(1, new Bucket("disk", OLD, QUARTER, Map.of(), List.of(row))));
    ProbeDescription disk = storage.descriptions().get("disk");
    assertThat(disk).isNotNull();
    assertThat(disk.keys()).containsExactly("key");
    assertThat(storage.archivedData("here", "disk")).containsExactly(List.of("sda"));
    assertThat(series("here", "disk", "sda").values().get("busy").avg()).containsExactly(1.0);
  }

  private static Summary one(double number) {
    return Summary.of(number, OLD);
  }

  @Test
  void badBucketIsNamedAndNothingOfItsBatchIsKept() {
    Bucket good = bucket(OLD, QUARTER, USED, 5);
    assertThatThrownBy(
            () -> storage.accept(sent(1, good, bucket(NOW.plusSeconds(3600), QUARTER, USED, 5))))
        .isInstanceOf(TooEarly.class)
        .hasMessageStartingWith("bucket 1 of probe \"process_tracking\": its time");
    Map<String, Summary> values = Map.of("data", new Summary(1, 2, 300, 2, OLD, OLD));
    Bucket wrong =
        new Bucket(
            "process_tracking",
            OLD,
            QUARTER,
            Map.of(),
            List.of(new Totals(List.of("p"), 2, values)));
    assertThatThrownBy(() -> storage.accept(sent(1, good, wrong)))
        .hasMessageContaining("the sum 300.0 is not that of 2 numbers from 1.0 to 2.0");
    Bucket flat =
        new Bucket(
            "process_tracking", OLD, QUARTER, Map.of(), List.of(new Totals(List.of(), 2, values)));
    assertThatThrownBy(() -> storage.accept(sent(1, good, flat))).isInstanceOf(BadInput.class);
    assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL)).isEmpty();
    assertThat(storage.accept(sent(1, good)).duplicate()).isFalse();
  }

  @Test
  void bucketsAndArchiveRunsMeetWithoutLoss() throws Exception {
    Thread jobs =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    archive();
                  }
                });
    for (int i = 0; i < 20; i++) {
      storage.accept(sent(i, bucket(OLD, QUARTER, USED, i)));
      accept("here", tracked("p", OLD.plusSeconds(i), QUARTER, 1));
    }
    jobs.join();
    archive();
    assertThat(balance().accepted()).isEqualTo(60);
  }
}
