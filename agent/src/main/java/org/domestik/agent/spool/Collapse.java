// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.ComparableKey;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.Expression;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples into buckets, and buckets into longer ones: what an archive keeps of them (extremes
 * and their instants, sums, counts) stays exact, also of derived values, which are computed from
 * each sample first.
 */
final class Collapse {
  /** By level: quarters of an hour lie within every archive's buckets, in any time zone. */
  private static final List<Duration> LENGTHS =
      List.of(
          Duration.ZERO,
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1));

  /** The level that cannot be collapsed any further; level 0 is samples. */
  static final int LAST_LEVEL = LENGTHS.size() - 1;

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** Greater numbers the server refuses; sums of them may leave a double's range. */
  private static final double LARGEST = 1e290;

  private final int level;
  private final Map<Place, Map<ComparableKey, Sum>> sums = new LinkedHashMap<>();
  private final Map<String, ProbeDescription> descriptions = new TreeMap<>();
  private int cells;

  /** What buckets must have in common to be one. */
  private record Place(
      String probe, Instant start, Duration length, Map<String, Expression> derived) {}

  private static final class Sum {
    private long samples;
    private final Map<String, Summary> values = new TreeMap<>();
  }

  /**
   * @param level of what is made, 1 to {@link #LAST_LEVEL}
   */
  Collapse(int level) {
    this.level = level;
  }

  /** Takes in all samples and buckets of a batch. */
  void add(Batch batch) {
    descriptions.putAll(batch.descriptions());
    for (Sample sample : batch.samples()) {
      add(sample, batch.descriptions().get(sample.probe()));
    }
    batch.buckets().forEach(this::add);
  }

  /** How many numbers' summaries it holds; each costs about 150 bytes. */
  int cells() {
    return cells;
  }

  /** What was taken in, as buckets by probe and time. */
  List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    sums.forEach(
        (place, rows) -> {
          List<Bucket.Totals> totals = new ArrayList<>();
          rows.forEach(
              (key, sum) -> totals.add(new Bucket.Totals(key.texts(), sum.samples, sum.values)));
          buckets.add(
              new Bucket(place.probe(), place.start(), place.length(), place.derived(), totals));
        });
    return buckets;
  }

  Map<String, ProbeDescription> descriptions() {
    return descriptions;
  }

  private void add(Sample sample, @Nullable ProbeDescription description) {
    Instant time = sample.time().truncatedTo(MICROS); // As the server would have stored it.
    List<DerivedValue> derived = description == null ? List.of() : description.derived();
    Map<String, Expression> formulas = new TreeMap<>();
    derived.forEach(value -> formulas.put(value.name(), value.expression()));
    Duration length = level == 1 ? shortest(description) : LENGTHS.get(level);
    Place place = new Place(sample.probe(), floor(time, length), length, formulas);
    for (Row row : sample.rows()) {
      Sum sum = sum(place, row.key());
      sum.samples++;
      for (int i = 0; i < row.names().size(); i++) {
        number(sum, row.names().get(i), row.value(i), time);
      }
      formulas.forEach((name, it) -> number(sum, name, it.evaluate(row::value), time));
    }
  }

  private void number(Sum sum, String name, double number, Instant time) {
    if (Math.abs(number) <= LARGEST) { // Not so for NaN, which is no number.
      merge(sum, name, Summary.of(number, time));
    }
  }

  private void add(Bucket bucket) {
    Duration length = LENGTHS.get(level);
    boolean longer = length.compareTo(bucket.length()) > 0;
    Place place =
        new Place(
            bucket.probe(),
            longer ? floor(bucket.start(), length) : bucket.start(),
            longer ? length : bucket.length(),
            bucket.derived());
    for (Bucket.Totals row : bucket.rows()) {
      Sum sum = sum(place, row.key());
      sum.samples += row.samples();
      row.values().forEach((name, summary) -> merge(sum, name, summary));
    }
  }

  private Sum sum(Place place, List<String> key) {
    return sums.computeIfAbsent(place, absent -> new LinkedHashMap<>())
        .computeIfAbsent(new ComparableKey(key), absent -> new Sum());
  }

  private void merge(Sum sum, String name, Summary summary) {
    Summary before = sum.values.get(name);
    cells += before == null ? 1 : 0;
    sum.values.put(name, before == null ? summary : before.merge(summary));
  }

  /** A quarter of an hour, or the part of it that lies within the archive's finer buckets. */
  private static Duration shortest(@Nullable ProbeDescription description) {
    Duration quarter = LENGTHS.get(1);
    if (description == null || description.archive() == null) {
      return quarter;
    }
    BigInteger every = BigInteger.valueOf(description.archive().every().estimate().toSeconds());
    Duration fitting =
        Duration.ofSeconds(every.gcd(BigInteger.valueOf(quarter.toSeconds())).longValue());
    return fitting.compareTo(SHORTEST) < 0 ? quarter : fitting;
  }

  private static Instant floor(Instant time, Duration length) {
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis - Math.floorMod(millis, length.toMillis()));
  }
}
