// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;

class CollapseTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  private static ProbeDescription description(String every) {
    return ProbeDescription.fromTree(
        Map.of(
            "key",
            "k",
            "values",
            List.of("a", "b"),
            "derived",
            Map.of("ratio", "a / b"),
            "archive",
            Map.of("every", every)),
        "p");
  }

  private static Batch batch(List<Sample> samples, List<Bucket> buckets, String every) {
    return new Batch(
        "h",
        new Delivery(UUID.randomUUID(), 0),
        samples,
        Map.of("p", description(every)),
        List.of(),
        null,
        buckets,
        null);
  }

  private static Sample sample(Random random, int second) {
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < 3; key++) {
      Map<String, Double> values = new TreeMap<>();
      values.put("a", (double) random.nextInt(20));
      if (random.nextInt(4) > 0) {
        values.put("b", (double) random.nextInt(4)); // Nothing divided by 0 is no number.
      }
      rows.add(Row.of(List.of("k" + key), values));
    }
    return new Sample("p", START.plusSeconds(second).plusNanos(random.nextInt(1000)), rows);
  }

  /** By key and value, brute force: of all samples from {@code start} on for that long. */
  private static Map<String, Summary> expected(List<Sample> all, Instant start, Duration length) {
    Map<String, Summary> expected = new TreeMap<>();
    for (Sample sample : all) {
      Instant time = Instant.ofEpochSecond(sample.time().getEpochSecond());
      if (!time.isBefore(start) && time.isBefore(start.plus(length))) {
        for (Row row : sample.rows()) {
          Map<String, Double> numbers =
              Map.of(
                  "a",
                  row.value("a"),
                  "b",
                  row.value("b"),
                  "ratio",
                  row.value("a") / row.value("b"));
          numbers.forEach(
              (name, number) -> {
                if (Double.isFinite(number)) {
                  expected.merge(row.key() + name, Summary.of(number, time), Summary::merge);
                }
              });
        }
      }
    }
    return expected;
  }

  @Test
  void everyLevelIsWhatAllItsSamplesSay() {
    Random random = new Random(SEED);
    List<Sample> all = new ArrayList<>();
    List<Batch> batches = new ArrayList<>();
    for (int second = 0; second < 200_000; second += 1 + random.nextInt(600)) {
      all.add(sample(random, second));
      batches.add(batch(List.of(all.getLast()), List.of(), "1 hour"));
    }
    for (int level = 1; level <= Collapse.LAST_LEVEL; level++) {
      List<Batch> next = new ArrayList<>();
      for (int from = 0; from < batches.size(); ) {
        Collapse collapse = new Collapse(level);
        int to = Math.min(batches.size(), from + 1 + random.nextInt(50));
        batches.subList(from, to).forEach(collapse::add);
        next.add(batch(List.of(), collapse.buckets(), "1 hour"));
        from = to;
      }
      batches = next;
      check(batches, all, "seed " + SEED + ", level " + level);
    }
  }

  private static void check(List<Batch> batches, List<Sample> all, String where) {
    Map<Instant, Map<String, Summary>> found = new TreeMap<>();
    Map<Instant, Duration> lengths = new TreeMap<>();
    long samples = 0;
    for (Batch batch : batches) {
      for (Bucket bucket : batch.buckets()) {
        samples += bucket.samples();
        lengths.put(bucket.start(), bucket.length());
        for (Bucket.Totals row : bucket.rows()) {
          row.values()
              .forEach(
                  (name, summary) ->
                      found
                          .computeIfAbsent(bucket.start(), absent -> new TreeMap<>())
                          .merge(row.key() + name, summary, Summary::merge));
        }
      }
    }
    assertThat(samples).as(where).isEqualTo(3L * all.size());
    found.forEach(
        (start, summaries) -> {
          Map<String, Summary> expected = expected(all, start, lengths.get(start));
          assertThat(summaries.keySet()).as(where).isEqualTo(expected.keySet());
          expected.forEach(
              (name, summary) -> {
                Summary its = summaries.get(name);
                assertThat(its.sum()).as(where + " " + name).isCloseTo(summary.sum(), within());
                assertThat(
                        new Summary(
                            its.min(),
                            its.max(),
                            summary.sum(),
                            its.count(),
                            its.minTime(),
                            its.maxTime()))
                    .as(where + " " + name)
                    .isEqualTo(summary);
              });
        });
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-6);
  }

  @Test
  void bucketsAreNoLongerThanTheArchives() {
    Sample sample = sample(new Random(1), 60 * 60 + 7 * 60);
    Map<String, Duration> lengths =
        Map.of(
            "1 hour", Duration.ofMinutes(15),
            "5 minutes", Duration.ofMinutes(5),
            "10 minutes", Duration.ofMinutes(5),
            "1 day", Duration.ofMinutes(15),
            "10 seconds", Duration.ofMinutes(15));
    lengths.forEach(
        (every, length) -> {
          Collapse collapse = new Collapse(1);
          collapse.add(batch(List.of(sample), List.of(), every));
          assertThat(collapse.buckets().getFirst().length()).as(every).isEqualTo(length);
        });
  }

  @Test
  void numberTheServerWouldRefuseIsLeftOut() {
    Sample sample =
        new Sample("p", START, List.of(Row.of(List.of("k"), Map.of("a", 1e300, "b", 2.0))));
    Collapse collapse = new Collapse(1);
    collapse.add(batch(List.of(sample, sample), List.of(), "1 hour"));
    Bucket.Totals row = collapse.buckets().getFirst().rows().getFirst();
    assertThat(row.samples()).isEqualTo(2);
    assertThat(row.values()).containsOnlyKeys("b");
  }
}
