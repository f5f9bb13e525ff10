// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.agent.outbox.Outbox;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.description.ProbeDescription;

/** 22 probes with 4 or 5 keys each, 2 values and a derived one, and all that was ever measured. */
final class ManySeries {
  private static final long QUARTER = 900;
  private static final List<String> VALUES = List.of("a", "b", "ratio");

  private final Random random;
  private final Map<String, ProbeDescription> descriptions = new HashMap<>();

  /** By probe, key, value and quarter of an hour: brute force. */
  private final Map<String, Summary> oracle = new HashMap<>();

  private Instant last = Instant.MIN;
  private long rows;

  ManySeries(Random random) {
    this.random = random;
    for (int probe = 0; probe < 22; probe++) {
      String name = "probe" + probe;
      descriptions.put(
          name,
          ProbeDescription.fromTree(
              Map.of("key", "k", "values", List.of("a", "b"), "derived", Map.of("ratio", "a / b")),
              name));
    }
  }

  List<String> probes() {
    return List.copyOf(descriptions.keySet());
  }

  /** How many samples were taken, each key's counted by itself. */
  long rows() {
    return rows;
  }

  /** Lets every probe see something; microseconds apart, as real ones are. */
  void takeSamples(Instant now, Outbox outbox) {
    last = now.truncatedTo(ChronoUnit.MILLIS);
    int number = 0;
    for (Map.Entry<String, ProbeDescription> probe : descriptions.entrySet()) {
      Instant time = last.plus(number, ChronoUnit.MICROS);
      List<Row> seen = new ArrayList<>();
      for (int key = 0; key < 4 + number % 2; key++) {
        double a = random.nextInt(1_000_000);
        double b = random.nextInt(8);
        seen.add(Row.of(List.of("k" + key), Map.of("a", a, "b", b)));
        note(probe.getKey() + " k" + key, time, Map.of("a", a, "b", b, "ratio", a / b));
      }
      rows += seen.size();
      number++;
      outbox.add("s" + number, new Sample(probe.getKey(), time, seen), probe.getValue());
    }
  }

  private void note(String series, Instant time, Map<String, Double> numbers) {
    long quarter = time.getEpochSecond() / QUARTER;
    numbers.forEach(
        (name, number) -> {
          if (Double.isFinite(number)) {
            oracle.merge(
                series + " " + name + " " + quarter, Summary.of(number, time), Summary::merge);
          }
        });
  }

  static String archive(String probe) {
    StringBuilder columns = new StringBuilder("k, epoch_us(sample_time), epoch_us(bucket_end)");
    for (String value : VALUES) {
      columns
          .append(
              ", VALUE_min, VALUE_max, VALUE_avg, VALUE_count, epoch_us(VALUE_min_time),"
                  .replace("VALUE", value))
          .append(" epoch_us(" + value + "_max_time)");
    }
    return "SELECT " + columns + " FROM domestik.probe_" + probe + "_archive";
  }

  /** Compares a bucket with all that was measured in its time. */
  void check(String probe, List<?> bucket, String where) {
    long start = number(bucket.get(1)) / 1_000_000 / QUARTER;
    long end = number(bucket.get(2)) / 1_000_000 / QUARTER;
    for (int value = 0; value < VALUES.size(); value++) {
      String series = probe + " " + bucket.get(0) + " " + VALUES.get(value) + " ";
      Summary expected = null;
      for (long quarter = start; quarter < end; quarter++) {
        Summary part = oracle.remove(series + quarter);
        expected = expected == null || part == null ? or(expected, part) : expected.merge(part);
      }
      List<?> found = bucket.subList(3 + 6 * value, 9 + 6 * value);
      assertThat(expected).as(where + " " + series + start).isNotNull();
      assertThat(((Number) found.get(0)).doubleValue()).as(series).isEqualTo(expected.min());
      assertThat(((Number) found.get(1)).doubleValue()).as(series).isEqualTo(expected.max());
      assertThat(((Number) found.get(2)).doubleValue())
          .as(series)
          .isCloseTo(
              expected.sum() / expected.count(),
              org.assertj.core.data.Percentage.withPercentage(1e-9));
      assertThat(number(found.get(3))).as(series).isEqualTo(expected.count());
      assertThat(number(found.get(4))).as(series).isEqualTo(micros(expected.minTime()));
      assertThat(number(found.get(5))).as(series).isEqualTo(micros(expected.maxTime()));
    }
  }

  private static Summary or(Summary one, Summary other) {
    return one == null ? other : one;
  }

  private static long number(Object cell) {
    return ((Number) cell).longValue();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** How many quarters of an hour were in no bucket, without the last samples' own. */
  long unchecked() {
    String own = " " + last.getEpochSecond() / QUARTER;
    return oracle.keySet().stream().filter(it -> !it.endsWith(own)).count();
  }
}
