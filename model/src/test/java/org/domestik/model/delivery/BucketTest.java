// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.description.Expression;
import org.junit.jupiter.api.Test;

class BucketTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());

  private static Bucket bucket(Totals... rows) {
    return new Bucket("load", START, QUARTER, Map.of(), List.of(rows));
  }

  private static Totals totals(long samples, Summary summary) {
    return new Totals(List.of("k"), samples, Map.of("v", summary));
  }

  @Test
  void summariesMergeToTheSummaryOfAllTheirNumbersInAnyOrder() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      Summary forwards = one(random.nextInt(5), 0);
      Summary left = forwards;
      Summary right = null;
      for (int second = 1; second < 20; second++) {
        Summary next = one(random.nextInt(5), second);
        forwards = forwards.merge(next);
        if (random.nextBoolean()) {
          left = next.merge(left);
        } else {
          right = right == null ? next : right.merge(next);
        }
      }
      assertThat(right == null ? left : right.merge(left)).as("seed " + SEED).isEqualTo(forwards);
    }
  }

  private static Summary one(double number, int second) {
    return Summary.of(number, START.plusSeconds(second));
  }

  @Test
  void whatNoSamplesCanHaveLeftIsRefused() {
    assertThatThrownBy(() -> new Summary(2, 1, 3, 2, START, START)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> new Summary(1, 2, Double.NaN, 2, START, START))
        .isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> new Summary(1, 2, 3, 0, START, START)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> totals(0, one(1, 0))).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> bucket(totals(1, one(1, 0).merge(one(2, 1)))))
        .hasMessage("value \"v\" of key [k] has more numbers than samples");
    assertThatThrownBy(() -> bucket(totals(1, one(1, 900))))
        .hasMessage("value \"v\" of key [k] was seen outside the bucket");
    assertThatThrownBy(BucketTest::bucket).hasMessage("a bucket of probe \"load\" has no keys");
  }

  @Test
  void bucketLastsAtMostALeapYear() {
    List<Totals> rows = List.of(totals(1, one(1, 0)));
    for (Duration length : List.of(Duration.ZERO, Duration.ofDays(367), Duration.ofNanos(1))) {
      assertThatThrownBy(() -> new Bucket("load", START, length, Map.of(), rows))
          .isInstanceOf(BadInput.class);
    }
  }

  @Test
  void bucketKnowsItsSamplesAndTheLatestInstantOfOne() {
    Bucket bucket = bucket(totals(3, one(1, 7)), totals(2, one(5, 2).merge(one(4, 9))));
    assertThat(bucket.samples()).isEqualTo(5);
    assertThat(bucket.lastKnown()).isEqualTo(START.plusSeconds(9));
    assertThat(bucket(new Totals(List.of(), 1, Map.of())).lastKnown()).isEqualTo(START);
  }

  @Test
  void extremesLeaveOutDerivedValues() {
    Totals row =
        new Totals(List.of("k"), 2, Map.of("v", one(1, 0).merge(one(2.5, 1)), "twice", one(9, 0)));
    Bucket bucket =
        new Bucket(
            "load", START, QUARTER, Map.of("twice", Expression.parse("v * 2")), List.of(row));
    assertThat(bucket.extremes().rows())
        .containsExactly(
            Row.of(List.of("k"), Map.of("v", 1.0)), Row.of(List.of("k"), Map.of("v", 2.5)));
  }

  @Test
  void bucketsNeedADelivery() {
    assertThatThrownBy(
            () ->
                new Batch(
                    "h",
                    null,
                    List.of(),
                    Map.of(),
                    List.of(),
                    null,
                    List.of(bucket(totals(1, one(1, 0)))),
                    null))
        .hasMessage("buckets need a boot and a sequence: nothing else tells a repeat");
  }

  @Test
  void asManySamplesAsNoSenderHasAreRefused() {
    Summary summary = Summary.of(5, START);
    assertThat(totals(1L << 40, summary).samples()).isEqualTo(1L << 40);
    assertThatThrownBy(() -> totals((1L << 40) + 1, summary))
        .isInstanceOf(BadInput.class)
        .hasMessage("key [k] has 1099511627777 samples");
  }
}
