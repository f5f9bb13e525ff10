// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.SpoolState;
import org.domestik.storage.engine.Contract;
import org.junit.jupiter.api.Test;

class DigestTest {
  private static final Instant NOW = Contract.NOW;

  private static Batch batch(Sample... samples) {
    return Contract.batch("h", samples);
  }

  private static Sample sample(Row... rows) {
    return new Sample("disk", NOW, List.of(rows));
  }

  @Test
  void orderAndWhatElseABatchSaysDoNotMatter() {
    Row first = new Row(List.of("a"), List.of("x", "y"), new double[] {1, 2});
    Row turned = new Row(List.of("a"), List.of("y", "x"), new double[] {2, 1});
    Row more = new Row(List.of("a"), List.of("y", "x", "z"), new double[] {2, 1, Double.NaN});
    Row second = new Row(List.of("b"), List.of("x", "y"), new double[] {3, 4});
    Sample other = new Sample("load", NOW, List.of(first));
    long digest = Digest.of(batch(sample(first, second), other));
    assertThat(Digest.of(batch(other, sample(second, turned)))).isEqualTo(digest);
    assertThat(Digest.of(batch(other, sample(second, more)))).isEqualTo(digest);
    Batch later = batch(other, sample(first, second)).with(new SpoolState(1, 0, 0, 4, 5, NOW));
    assertThat(Digest.of(later)).isEqualTo(digest);
    Row grown = new Row(List.of("a", ""), List.of("x", "y"), new double[] {1, 2});
    assertThat(Digest.of(batch(sample(grown, second), other))).isEqualTo(digest);
    Sample nanos = new Sample("load", NOW.plusNanos(7), List.of(first));
    assertThat(Digest.of(batch(sample(first, second), nanos))).isEqualTo(digest);
  }

  @Test
  void anyOtherContentsHaveAnother() {
    List<Batch> all = new ArrayList<>();
    all.add(batch());
    for (String probe : List.of("p", "q")) {
      for (long micros : new long[] {0, 1_000, 1_000_000}) {
        for (List<String> key : List.of(List.<String>of(), List.of("a"), List.of("a", "b"))) {
          for (String name : List.of("x", "y")) {
            for (double value : new double[] {0, -0.0, 1, 1e300}) {
              Row row = new Row(key, List.of(name), new double[] {value});
              Instant time = NOW.plus(Duration.ofNanos(1000 * micros));
              all.add(batch(new Sample(probe, time, List.of(row))));
              Map<String, Summary> values = new HashMap<>(Map.of(name, Summary.of(value, time)));
              Bucket bucket =
                  new Bucket(
                      probe,
                      time,
                      Duration.ofMinutes(1),
                      Map.of(),
                      List.of(new Totals(key, 1, values)));
              all.add(
                  new Batch(
                      "h",
                      new Delivery(new UUID(1, 2), 3),
                      List.of(),
                      Map.of(),
                      List.of(),
                      null,
                      List.of(bucket),
                      null));
            }
          }
        }
      }
    }
    Row one = new Row(List.of("a"), List.of("x"), new double[] {1});
    all.add(batch(sample(one), sample(one)));
    all.add(batch(sample(one), sample(one), sample(one)));
    Set<Long> digests = new HashSet<>();
    all.forEach(batch -> digests.add(Digest.of(batch)));
    assertThat(digests).hasSameSizeAs(all);
  }
}
