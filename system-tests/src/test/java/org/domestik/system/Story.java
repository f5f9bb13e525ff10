// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.WireFormat;

/**
 * What one host sends: documents with numbers from 0, always the same under a number. Each is of an
 * hour, so that a few of them reach from live data to the archive.
 */
record Story(Way way, Instant start, UUID boot) {
  /** A host, a probe and a way to send of that name. */
  enum Way {
    /** The agent's documents, one behind the other. */
    ORDERED,
    /** Each two the wrong way round, their rows backwards, and some of them days late. */
    LATE,
    /** Some with buckets that the agent made itself. */
    BUCKETS,
    /** Line protocol, which has no delivery keys. */
    LINES,
    /** As ordered; the server's policy purges what is older than half a day. */
    PURGED;

    String host() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int ROWS = 20;
  private static final int OLD_ROWS = 5;
  private static final int KEYS = 5;
  private static final Duration STEP = Duration.ofHours(1);
  private static final Duration LATE = Duration.ofDays(3);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  /** What is counted in the end: all samples, and the sums of their two values. */
  record Sum(long samples, double v, double w) {
    static final Sum NONE = new Sum(0, 0, 0);

    Sum plus(Sum other) {
      return new Sum(samples + other.samples, v + other.v, w + other.w);
    }
  }

  String path() {
    return way == Way.LINES ? "/write" : "/api/v1/samples";
  }

  String type() {
    return way == Way.LINES ? "text/plain" : "application/json";
  }

  String body(long number) {
    return way == Way.LINES ? lines(number) : WireFormat.toJson(batch(number));
  }

  /** What the first so many documents add up to. */
  Sum sum(long documents) {
    Sum sum = Sum.NONE;
    for (long number = 0; number < documents; number++) {
      for (Sample sample : samples(number)) {
        Row row = sample.rows().getFirst();
        sum = sum.plus(new Sum(1, row.value("v"), row.value("w")));
      }
      for (Bucket bucket : buckets(number)) {
        Totals totals = bucket.rows().getFirst();
        double v = totals.values().get("v").sum();
        sum = sum.plus(new Sum(totals.samples(), v, totals.values().get("w").sum()));
      }
    }
    return sum;
  }

  private Batch batch(long number) {
    Delivery delivery = new Delivery(boot, number);
    List<Bucket> buckets = buckets(number);
    return new Batch(
        way.host(), delivery, samples(number), Map.of(), List.of(), null, buckets, null);
  }

  private String lines(long number) {
    StringBuilder lines = new StringBuilder();
    for (Sample sample : samples(number)) {
      Row row = sample.rows().getFirst();
      lines.append(way.host()).append(",host=").append(way.host()).append(",k=");
      lines.append(row.key().getFirst()).append(" v=").append(row.value("v"));
      lines.append(",w=").append(row.value("w")).append(' ');
      lines.append(sample.time().getEpochSecond()).append("000000000\n");
    }
    return lines.toString();
  }

  private List<Sample> samples(long number) {
    List<Sample> samples = new ArrayList<>();
    Instant from = start.plus(STEP.multipliedBy(way == Way.LATE ? number ^ 1 : number));
    for (int i = 0; i < ROWS; i++) {
      samples.add(sample(number, i, from.plus(STEP.dividedBy(ROWS).multipliedBy(i))));
    }
    if (way == Way.LATE) {
      for (int i = 0; i < OLD_ROWS; i++) {
        samples.add(sample(number, ROWS + i, from.minus(LATE).plusSeconds(1 + 60L * i)));
      }
      Collections.reverse(samples);
    }
    return samples;
  }

  /** No two rows have the same numbers, so that one that is lost is not made up by one doubled. */
  private Sample sample(long number, int row, Instant time) {
    double v = number * (ROWS + OLD_ROWS) + row;
    List<String> key = List.of("k" + row % KEYS);
    double[] values = {v, v * 7919 % 10_007};
    return new Sample(way.host(), time, List.of(new Row(key, List.of("v", "w"), values)));
  }

  private List<Bucket> buckets(long number) {
    if (way != Way.BUCKETS || number % 3 != 0) {
      return List.of();
    }
    Instant from = start.plus(STEP.multipliedBy(number));
    Summary v = new Summary(number, number + 2, 9 * number + 9, 9, from, from.plusSeconds(60));
    Summary w = new Summary(1, 3, 18, 9, from, from.plusSeconds(60));
    Totals totals = new Totals(List.of("collapsed"), 9, Map.of("v", v, "w", w));
    return List.of(new Bucket(way.host(), from, QUARTER, Map.of(), List.of(totals)));
  }
}
