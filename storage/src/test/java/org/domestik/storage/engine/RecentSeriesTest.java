// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.engine.StoreUnderTest.OnDuckDb;
import org.domestik.storage.sql.Times;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is answered from memory is what the tables say. */
@Tag("slow")
class RecentSeriesTest extends Contract implements OnDuckDb {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final int CASES = Integer.getInteger("domestik.cases", 1);

  private final Random random = new Random(SEED);
  private Instant time = NOW.minus(4, ChronoUnit.DAYS);
  private long sequence;

  /** Archives what is only hours old, so that there is some of it in the last day. */
  @Override
  StorageConfig config() {
    ArchivePolicy policy =
        new ArchivePolicy(Span.parse("3 hours"), Span.parse("10 minutes"), Span.parse("2 days"));
    return new StorageConfig(
        url,
        null,
        null,
        List.of(),
        ZoneOffset.UTC,
        Duration.ofMinutes(10),
        List.of(new PolicyRule("*", "*", policy)));
  }

  @Test
  void memoryAndTablesAgreeThroughAnyHistory() {
    int[] fromMemory = {0, 0};
    // A story may be one of few archives: others are told until enough was answered from memory.
    for (int story = 0; story < CASES || story < 5 * CASES && fromMemory[1] <= CASES * 4; story++) {
      String host = "host" + story;
      time = NOW.minus(4, ChronoUnit.DAYS);
      storage.accept(described(host, tracking()));
      for (int step = 0; step < 60; step++) {
        change(host, step);
        compare(host, fromMemory);
      }
    }
    assertThat(fromMemory[0]).as("seed %s", SEED).isGreaterThan(CASES * 10);
    assertThat(fromMemory[1]).as("with buckets, seed %s", SEED).isGreaterThan(CASES * 4);
  }

  private void change(String host, int step) {
    switch (random.nextInt(14)) {
      case 0 ->
          storage.accept(batch(host, row(time.minus(random.nextInt(3_000), ChronoUnit.MINUTES))));
      case 1 -> storage.accept(batch(host, row(time), row(time), row(time.minusSeconds(7))));
      case 2 -> storage.accept(batch(host, row(time.plusSeconds(30)), row(time.plusSeconds(20))));
      case 3 -> {
        clock.set(time);
        archive();
      }
      case 4 -> sendBucket(host);
      case 5 -> reopen();
      case 6 -> newValue(host, step);
      case 7 -> storage.lifeCycle().purge(LifeCycle.Scope.ALL, time, it -> {});
      default -> {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          time = time.plusSeconds(60).plusNanos(random.nextInt(2) * 1_000L);
          samples.add(row(time));
        }
        clock.set(time);
        storage.accept(delivered(host, sequence++, samples.toArray(Sample[]::new)));
      }
    }
    time = time.plusSeconds(60);
    clock.set(time);
  }

  private Sample row(Instant when) {
    String key = "k" + random.nextInt(2);
    double data = random.nextInt(5) == 0 ? random.nextGaussian() : random.nextInt(1_000);
    double stack = random.nextInt(9) == 0 ? Double.NaN : 136;
    return sample("process_tracking", when, List.of(key), "data", data, "stack", stack);
  }

  private void newValue(String host, int step) {
    Sample sample =
        sample("process_tracking", time, List.of("k1"), "data", 1, "v" + step % 3, step);
    storage.accept(batch(host, sample));
  }

  private void sendBucket(String host) {
    Instant start =
        time.minus(random.nextInt(2_000), ChronoUnit.MINUTES).truncatedTo(ChronoUnit.MINUTES);
    Bucket.Totals row =
        new Bucket.Totals(List.of("k0"), 1, Map.of("data", Summary.of(5, start.plusSeconds(1))));
    Bucket bucket =
        new Bucket("process_tracking", start, Duration.ofMinutes(15), Map.of(), List.of(row));
    Delivery delivery = new Delivery(BOOT, sequence++);
    storage.accept(
        new Batch(host, delivery, List.of(), Map.of(), List.of(), null, List.of(bucket), null));
  }

  private void compare(String host, int[] fromMemory) {
    for (int ask = 0; ask < 4; ask++) {
      Instant from = time.minus(random.nextInt(ask < 2 ? 200 : 3_000), ChronoUnit.MINUTES);
      Instant to = random.nextBoolean() ? time.plusSeconds(60) : time.minusSeconds(3_600);
      int points = random.nextBoolean() ? 0 : 1 + random.nextInt(50);
      SeriesQuery query =
          new SeriesQuery(host, "process_tracking", List.of("k" + ask % 2), from, to, points);
      SqlStorage sql = (SqlStorage) storage;
      assertThat(storage.series(query)).as("seed %s", SEED).isEqualTo(sql.seriesOfTables(query));
      Series joined = sql.joined(query);
      assertThat(joined).as("seed %s", SEED).isIn(null, sql.seriesOfTables(query));
      fromMemory[0] += sql.recent(query) == null ? 0 : 1;
      fromMemory[1] += joined == null || joined.archivedUntil() == null ? 0 : 1;
    }
  }

  @Test
  void repeatLeavesInMemoryWhatIsThere() {
    Instant start = NOW.minus(Duration.ofHours(2));
    storage.accept(
        delivered(
            "here", 0, tracked("p", start.minusSeconds(60), Duration.ofMinutes(1), 1).getFirst()));
    List<Sample> samples = tracked("p", start, Duration.ofMinutes(1), 60);
    Batch batch = delivered("here", 1, samples.toArray(Sample[]::new));
    storage.accept(batch);
    assertThat(inMemory(start)).isEqualTo(60);
    assertThat(storage.accept(batch).duplicate()).isTrue();
    assertThat(inMemory(start)).as("of a delivery that came again").isEqualTo(60);
    accept("here", samples.subList(20, 40));
    assertThat(inMemory(start)).as("of samples without a delivery").isEqualTo(60);
    storage.store(List.of(batch("here", samples.get(7))), _ -> {});
    balances(); // It is in the tables now.
    assertThat(inMemory(start)).as("of what nobody counts").isEqualTo(60);
    storage.store(List.of(batch("here", samples.get(7)), batch("here", late(start))), _ -> {});
    balances();
    assertThat(inMemory(start)).as("after a late one").isEqualTo(-1);
  }

  private static Sample late(Instant start) {
    return tracked("p", start.plusSeconds(90), Duration.ofMinutes(1), 1).getFirst();
  }

  /** How many rows of a series memory has from a time on; -1: not all there are. */
  private int inMemory(Instant from) {
    Catalog catalog = ((SqlStorage) storage).ready().catalog;
    KnownProbe probe = Objects.requireNonNull(catalog.probe("process_tracking"));
    KnownHost host = Objects.requireNonNull(catalog.host("here"));
    SeriesKey key = new SeriesKey(host.id(), List.of("p"));
    AtomicInteger rows = new AtomicInteger();
    return Objects.requireNonNull(probe.series().get(key))
            .tail
            .read(
                probe.description().values(),
                Times.micros(from),
                Long.MAX_VALUE,
                (_, _) -> rows.incrementAndGet())
        ? rows.get()
        : -1;
  }

  @Test
  void whatWasAcceptedIsSeenAtOnceWhileOthersWriteAndArchive() {
    storage.accept(described("here", tracking()));
    accept("here", tracked("p", NOW.minus(Duration.ofDays(3)), Duration.ofMinutes(1), 2_000));
    Instant start = NOW.minus(Duration.ofHours(5));
    clock.set(NOW.plus(Duration.ofHours(1)));
    CompletableFuture<Void> archiving =
        CompletableFuture.runAsync(
            () -> {
              for (int run = 0; run < 5; run++) {
                archive();
              }
            });
    for (int minute = 0; minute < 300; minute++) {
      Instant now = start.plus(minute, ChronoUnit.MINUTES);
      accept("here", tracked("p", now, Duration.ofMinutes(1), 1));
      SeriesQuery query =
          new SeriesQuery("here", "process_tracking", List.of("p"), start, now.plusSeconds(1), 0);
      Series.Band data = storage.series(query).values().get("data");
      assertThat(data).isNotNull();
      // Whatever of them is in the archive already.
      assertThat(data.count().stream().mapToLong(Long::longValue).sum()).isEqualTo(minute + 1);
    }
    archiving.join();
  }

  @Test
  void lateRowsAndBucketsAreSeenAtOnceWhileOthersArchive() {
    storage.accept(described("here", tracking()));
    Instant start = NOW.minus(Duration.ofDays(3));
    accept("here", tracked("k0", start, Duration.ofMinutes(1), 4_000));
    long expected = 4_000;
    time = start.plus(4_000, ChronoUnit.MINUTES);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> archiving =
        CompletableFuture.runAsync(
            () -> {
              while (!ended.get()) {
                archive();
              }
            });
    int joined = 0;
    for (int step = 0; step < 300; step++) {
      time = time.plusSeconds(60);
      clock.set(time);
      accept("here", tracked("k0", time, Duration.ofMinutes(1), 1));
      expected++;
      if (step % 10 == 3) {
        Instant late = start.plus(10L * step, ChronoUnit.MINUTES).plusSeconds(7);
        accept("here", tracked("k0", late, Duration.ofMinutes(1), 1));
        expected++;
      } else if (step % 10 == 8) {
        sendBucket("here");
        expected++;
      }
      SeriesQuery query =
          new SeriesQuery("here", "process_tracking", List.of("k0"), start, time.plusSeconds(1), 0);
      Series.Band data = storage.series(query).values().get("data");
      assertThat(data).isNotNull();
      assertThat(data.count().stream().mapToLong(Long::longValue).sum())
          .as("step %s", step)
          .isEqualTo(expected);
      joined += ((SqlStorage) storage).joined(query) == null ? 0 : 1;
    }
    ended.set(true);
    archiving.join();
    assertThat(joined).as("from memory and buckets").isPositive();
  }
}
