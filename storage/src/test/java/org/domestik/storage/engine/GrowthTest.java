// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file does not grow without bound: {@code -Ddomestik.days=400} lives so many days of 1,000
 * series, 20 hosts with 50 keys each, and prints the size of the file every twenty days.
 */
@EnabledIfSystemProperty(named = "domestik.days", matches = "\\d+")
@Tag("slow")
class GrowthTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int PER_DAY = Integer.getInteger("domestik.perDay", 48);

  @TempDir Path folder;

  @Test
  void fileStopsGrowingOnceTheFirstDataIsPurged() throws Exception {
    int days = Integer.getInteger("domestik.days");
    Path file = folder.resolve("store.duckdb");
    HandClock clock = new HandClock(START);
    List<Long> sizes = new ArrayList<>();
    try (Storage storage = SqlStorage.open(StorageConfig.of("duckdb:" + file), clock)) {
      Random random = new Random(1);
      for (int day = 0; day < days; day++) {
        clock.set(START.plus(Duration.ofDays(day + 1)));
        for (int host = 0; host < 20; host++) {
          storage.accept(day(random, "host" + host, START.plus(Duration.ofDays(day))));
        }
        storage.lifeCycle().archive(LifeCycle.Scope.ALL, clock.instant(), step -> {});
        storage.lifeCycle().purge(LifeCycle.Scope.ALL, clock.instant(), step -> {});
        if (day % 20 == 19) {
          sizes.add(Files.size(file));
          System.out.println("day " + (day + 1) + ": " + Files.size(file) / 1024 + " KiB");
        }
      }
      assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL))
          .allMatch(LifeCycle.Balance::balanced);
    }
    if (days >= 100) {
      assertThat(sizes.getLast()).isLessThan(2 * sizes.get(2));
    }
  }

  private static Batch day(Random random, String host, Instant from) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < PER_DAY; i++) {
      List<Row> rows = new ArrayList<>();
      for (int key = 0; key < 50; key++) {
        double data = 1000 * key + random.nextInt(100);
        rows.add(Row.of(List.of("k" + key), Map.of("data", data, "stack", 136.0)));
      }
      Instant time = from.plus(Duration.ofDays(1).dividedBy(PER_DAY).multipliedBy(i));
      samples.add(new Sample("process_tracking", time, rows));
    }
    return new Batch(host, null, samples, Map.of(), List.of());
  }
}
