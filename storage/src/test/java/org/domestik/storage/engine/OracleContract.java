// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.model.description.Expression;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.Table;
import org.domestik.storage.archive.BucketCalendar;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of late, repeated and missing numbers, archive and purge runs in between,
 * compared bucket by bucket with a few lines of Java that keep every sample.
 *
 * <p>{@code -Ddomestik.cases=1000} runs more histories than the default.
 */
@Tag("slow")
abstract class OracleContract extends Contract {
  private static final int CASES = Integer.getInteger("domestik.cases", 3);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final List<String> EVERY =
      List.of(
          "1 minute", "10 minutes", "1 hour", "5 hours", "1 day", "2 days", "1 week", "1 month");

  private record Kept(Instant time, double data, double stack) {
    /** NaN where one of the two is missing. */
    double used() {
      return data + stack;
    }

    /** What both say of one time; where they differ, the later one. */
    Kept with(Kept later) {
      return new Kept(
          time,
          Double.isNaN(later.data) ? data : later.data,
          Double.isNaN(later.stack) ? stack : later.stack);
    }
  }

  /** A bucket and everything that ever went into it. */
  private record Full(Instant end, List<Kept> samples) {}

  private static final class Oracle {
    final Map<String, TreeMap<Instant, Kept>> live = new LinkedHashMap<>();
    final Map<String, TreeMap<Instant, Full>> archived = new LinkedHashMap<>();
    Instant last = Instant.MIN;

    boolean add(String key, Kept kept) {
      last = kept.time().isAfter(last) ? kept.time() : last;
      TreeMap<Instant, Kept> samples = live.computeIfAbsent(key, it -> new TreeMap<>());
      if (!samples.containsKey(kept.time()) && isArchived(key, kept)) {
        return false;
      }
      boolean isNew = !samples.containsKey(kept.time());
      samples.merge(kept.time(), kept, Kept::with);
      return isNew;
    }

    /** Whether the bucket around it has one of its numbers as an extreme of its instant. */
    private boolean isArchived(String key, Kept kept) {
      Map.Entry<Instant, Full> around =
          archived.computeIfAbsent(key, it -> new TreeMap<>()).floorEntry(kept.time());
      if (around == null || !around.getValue().end().isAfter(kept.time())) {
        return false;
      }
      boolean seen = false;
      for (ToDoubleFunction<Kept> value :
          List.<ToDoubleFunction<Kept>>of(Kept::data, Kept::stack)) {
        double number = value.applyAsDouble(kept);
        if (!Double.isNaN(number)) {
          List<Kept> there = new ArrayList<>(around.getValue().samples());
          there.sort(Comparator.comparing(Kept::time));
          DoubleSummaryStatistics numbers = there.stream().mapToDouble(value).summaryStatistics();
          // With one that is missing the sum is not a number.
          if (Double.isNaN(numbers.getSum())
              || number < numbers.getMin()
              || number > numbers.getMax()) {
            return false;
          }
          for (double extreme : new double[] {numbers.getMin(), numbers.getMax()}) {
            Instant first =
                there.stream()
                    .filter(it -> value.applyAsDouble(it) == extreme)
                    .findFirst()
                    .orElseThrow()
                    .time();
            seen |= number == extreme && first.equals(kept.time());
          }
        }
      }
      return seen;
    }

    void archive(Instant before, BucketCalendar calendar) {
      live.forEach(
          (key, samples) -> {
            Map<Instant, Kept> old = samples.headMap(before, false);
            TreeMap<Instant, Full> buckets = archived.computeIfAbsent(key, it -> new TreeMap<>());
            TreeMap<Instant, Full> there = new TreeMap<>(buckets);
            old.values().forEach(kept -> put(there, buckets, kept, calendar));
            old.clear();
          });
    }

    /** Into the bucket around it, else into what the others leave free of the calendar's. */
    private static void put(
        NavigableMap<Instant, Full> there,
        Map<Instant, Full> buckets,
        Kept kept,
        BucketCalendar calendar) {
      Instant start = calendar.floor(kept.time());
      Instant end = calendar.next(kept.time());
      Map.Entry<Instant, Full> earlier = there.floorEntry(kept.time());
      if (earlier != null && kept.time().isBefore(earlier.getValue().end())) {
        start = earlier.getKey();
        end = earlier.getValue().end();
      } else {
        start = earlier == null ? start : later(start, earlier.getValue().end());
        Instant next = there.higherKey(kept.time());
        end = next == null || end.isBefore(next) ? end : next;
      }
      Full bucket = new Full(end, new ArrayList<>());
      buckets.computeIfAbsent(start, it -> bucket).samples().add(kept);
    }

    /** Those that overlap become one, which spans them all. */
    void sent(String key, Instant start, Instant end, List<Kept> samples) {
      TreeMap<Instant, Full> buckets = archived.computeIfAbsent(key, it -> new TreeMap<>());
      List<Kept> all = new ArrayList<>(samples);
      Instant first = start;
      Instant finish = end;
      for (Map.Entry<Instant, Full> bucket : List.copyOf(buckets.headMap(end, false).entrySet())) {
        if (bucket.getValue().end().isAfter(start)) {
          first = first.isBefore(bucket.getKey()) ? first : bucket.getKey();
          finish = later(finish, bucket.getValue().end());
          all.addAll(bucket.getValue().samples());
          buckets.remove(bucket.getKey());
        }
      }
      buckets.put(first, new Full(finish, all));
    }

    private static Instant later(Instant a, Instant b) {
      return a.isBefore(b) ? b : a;
    }

    void purge(Instant before) {
      archived.values().forEach(it -> it.values().removeIf(full -> !full.end().isAfter(before)));
    }
  }

  private ArchivePolicy policy = ArchivePolicy.DEFAULT;

  @Override
  StorageConfig config() {
    return new StorageConfig(
        url,
        null,
        null,
        List.of(),
        PARIS,
        Duration.ofMinutes(10),
        List.of(new PolicyRule("*", "*", policy)));
  }

  @Test
  @Tag("slow")
  void everyBucketIsWhatItsSamplesSay() {
    for (int number = 0; number < CASES; number++) {
      Random random = new Random(SEED + number);
      policy = policy(random);
      String host = "host" + number;
      reopen();
      history(random, host, "seed " + (SEED + number));
    }
  }

  private static ArchivePolicy policy(Random random) {
    return new ArchivePolicy(
        Span.parse("1 day"),
        Span.parse(EVERY.get(random.nextInt(EVERY.size()))),
        Span.parse(random.nextInt(4) == 0 ? "1 month" : "3 months"));
  }

  private void history(Random random, String host, String where) {
    // Ninety days over the end of October: daylight saving ends on the 25th.
    Instant from = NOW.minus(90, ChronoUnit.DAYS);
    Oracle oracle = new Oracle();
    storage.accept(described(host, tracking()));
    List<Sent> sent = new ArrayList<>();
    long accepted = 0;
    for (int step = 0; step < 12; step++) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Instant time =
            from.plusSeconds(random.nextLong(90 * 86_400L) / 600 * 600 + random.nextInt(3));
        String key = "k" + random.nextInt(3);
        Kept kept = new Kept(time, number(random), number(random));
        samples.add(sample(key, kept));
        sent.add(new Sent(key, kept));
        accepted += oracle.add(key, kept) ? 1 : 0;
      }
      send(random, host, samples);
      if (random.nextBoolean()) {
        storage.hosts(); // What is sent twice at once is one row, which may be known where two are
        // not.
        accepted += sendAgain(random, host, sent, oracle);
      }
      if (random.nextInt(3) == 0) {
        accepted += sendBuckets(random, host, step, oracle);
      }
      if (random.nextInt(3) == 0) {
        // Finer or coarser than before: what is archived already stays as it is.
        policy = policy(random);
        reopen();
      }
      BucketCalendar calendar = new BucketCalendar(policy.every(), PARIS);
      if (random.nextInt(3) > 0) {
        LifeCycle.Scope scope = new LifeCycle.Scope(host, "*");
        storage.lifeCycle().archive(scope, NOW, done -> {});
        oracle.archive(calendar.cutOff(oracle.last, policy.after()), calendar);
        if (random.nextBoolean()) {
          storage.lifeCycle().purge(scope, NOW, done -> {});
          oracle.purge(calendar.cutOff(oracle.last, policy.keep()));
        }
      }
    }
    compare(host, oracle, where);
    LifeCycle.Balance balance =
        storage.lifeCycle().verify(new LifeCycle.Scope(host, "*")).getFirst();
    assertThat(balance.balanced()).as(where).isTrue();
    assertThat(balance.accepted()).as(where).isEqualTo(accepted);
  }

  /** A sample that was sent. */
  private record Sent(String key, Kept kept) {}

  private static Sample sample(String key, Kept kept) {
    return sample(
        "process_tracking", kept.time(), List.of(key), "data", kept.data(), "stack", kept.stack());
  }

  private void send(Random random, String host, List<Sample> samples) {
    if (random.nextBoolean()) {
      storage.store(List.of(batch(host, samples.toArray(Sample[]::new))), _ -> {});
    } else {
      accept(host, samples);
    }
  }

  /** Some of what was sent, live or archived by now; of some rows one value. Each row once. */
  private long sendAgain(Random random, String host, List<Sent> sent, Oracle oracle) {
    Map<String, Sent> again = new LinkedHashMap<>();
    for (int i = 0; i < 30; i++) {
      Sent one = sent.get(random.nextInt(sent.size()));
      again.put(one.key() + one.kept().time(), one);
    }
    List<Sample> samples = new ArrayList<>();
    long accepted = 0;
    for (Sent one : again.values()) {
      Kept kept = one.kept();
      if (random.nextInt(3) == 0 && !Double.isNaN(kept.used())) {
        kept = new Kept(kept.time(), kept.data(), Double.NaN);
      }
      samples.add(sample(one.key(), kept));
      accepted += oracle.add(one.key(), kept) ? 1 : 0;
    }
    send(random, host, samples);
    return accepted;
  }

  /** What an agent with a full spool sends: mostly on a grid of its own, but not always. */
  private long sendBuckets(Random random, String host, int step, Oracle oracle) {
    List<Bucket> buckets = new ArrayList<>();
    long sent = 0;
    for (int i = 0; i < 8; i++) {
      int minutes = List.of(1, 15, 60, 1440).get(random.nextInt(4));
      long off = random.nextInt(4) == 0 ? random.nextInt(minutes * 60) : 0;
      Instant start =
          Instant.ofEpochSecond(
              NOW.minus(2 + random.nextInt(88), ChronoUnit.DAYS).getEpochSecond()
                      / (minutes * 60L)
                      * (minutes * 60L)
                  + off);
      String key = "k" + random.nextInt(3);
      Map<String, Summary> values = new HashMap<>();
      List<Kept> samples = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        Instant time = start.plusSeconds(random.nextInt(minutes * 60));
        Kept kept = new Kept(time, number(random), number(random));
        samples.add(kept);
        add(values, "data", kept.data(), time);
        add(values, "stack", kept.stack(), time);
        add(values, "used", kept.used(), time);
      }
      sent += samples.size();
      Duration length = Duration.ofMinutes(minutes);
      Totals row = new Totals(List.of(key), samples.size(), values);
      Bucket bucket =
          new Bucket(
              "process_tracking",
              start,
              length,
              Map.of("used", Expression.parse("data + stack")),
              List.of(row));
      buckets.add(bucket);
      oracle.sent(key, start, start.plus(length), samples);
      oracle.last = Oracle.later(oracle.last, bucket.lastKnown());
    }
    Delivery delivery = new Delivery(BOOT, step);
    Batch batch = new Batch(host, delivery, List.of(), Map.of(), List.of(), null, buckets, null);
    assertThat(storage.accept(batch)).isEqualTo(new Acceptance(buckets.size(), false));
    assertThat(storage.accept(batch)).isEqualTo(new Acceptance(0, true));
    return sent;
  }

  private static void add(Map<String, Summary> values, String name, double number, Instant time) {
    if (!Double.isNaN(number)) {
      values.merge(name, Summary.of(number, time), Summary::merge);
    }
  }

  private static double number(Random random) {
    int kind = random.nextInt(10);
    return kind == 0 ? Double.NaN : kind < 6 ? random.nextInt(5) : random.nextInt(2_000_000) - 1e6;
  }

  private void compare(String host, Oracle oracle, String where) {
    Table table =
        storage.select(
            "SELECT process, sample_time, bucket_end, samples, data_min, data_max, data_avg, data_count,"
                + " data_min_time, data_max_time, used_min, used_max, used_avg, used_count,"
                + " used_min_time, used_max_time, stack_min, stack_max FROM"
                + " domestik.probe_process_tracking_archive WHERE host = '"
                + host
                + "' ORDER BY process, sample_time",
            100_000);
    int row = 0;
    for (Map.Entry<String, TreeMap<Instant, Full>> key :
        new TreeMap<>(oracle.archived).entrySet()) {
      for (Map.Entry<Instant, Full> bucket : key.getValue().entrySet()) {
        String place = where + ", " + key.getKey() + " at " + bucket.getKey();
        assertThat(table.rows().size()).as(place).isGreaterThan(row);
        List<Object> found = new ArrayList<>(table.rows().get(row++));
        List<Kept> samples = bucket.getValue().samples();
        assertThat(found.subList(0, 4))
            .as(place)
            .containsExactly(
                key.getKey(),
                bucket.getKey().toString(),
                bucket.getValue().end().toString(),
                (long) samples.size());
        found.remove(2);
        extremes(found.subList(3, 9), samples, Kept::data, place);
        extremes(found.subList(9, 15), samples, Kept::used, place);
        limits(found, place);
      }
    }
    assertThat(table.rows()).as(where).hasSize(row);
  }

  private static void extremes(
      List<Object> found, List<Kept> samples, ToDoubleFunction<Kept> value, String place) {
    double min = Double.NaN;
    double max = Double.NaN;
    double sum = 0;
    long count = 0;
    Instant minTime = Instant.MAX;
    Instant maxTime = Instant.MAX;
    List<Kept> sorted = new ArrayList<>(samples);
    sorted.sort(Comparator.comparing(Kept::time));
    for (Kept kept : sorted) {
      double number = value.applyAsDouble(kept);
      if (!Double.isNaN(number)) {
        if (count == 0 || number < min) {
          min = number;
          minTime = kept.time();
        }
        if (count == 0 || number > max) {
          max = number;
          maxTime = kept.time();
        }
        sum += number;
        count++;
      }
    }
    assertThat(found.get(3)).as(place).isEqualTo(count);
    if (count == 0) {
      assertThat(found.get(0)).as(place).isNull();
      assertThat(found.get(4)).as(place).isNull();
    } else {
      assertThat(found.get(0)).as(place).isEqualTo(min);
      assertThat(found.get(1)).as(place).isEqualTo(max);
      assertThat((Double) found.get(2))
          .as(place)
          .isCloseTo(sum / count, org.assertj.core.data.Offset.offset(1e-6));
      assertThat(found.get(4)).as(place).isEqualTo(minTime.toString());
      assertThat(found.get(5)).as(place).isEqualTo(maxTime.toString());
    }
  }

  /** The seed's remark, as a law: the maximum of a sum is no sum of maxima, but bounded by it. */
  private static void limits(List<Object> row, String place) {
    boolean complete = row.get(2).equals(row.get(6)) && row.get(2).equals(row.get(12));
    if (complete) {
      double dataMin = (Double) row.get(3);
      double dataMax = (Double) row.get(4);
      double usedMax = (Double) row.get(10);
      double stackMin = (Double) row.get(15);
      double stackMax = (Double) row.get(16);
      assertThat(usedMax)
          .as(place)
          .isGreaterThanOrEqualTo(Math.max(dataMax + stackMin, dataMin + stackMax))
          .isLessThanOrEqualTo(dataMax + stackMax);
    }
  }
}
