// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts share: a fresh store, a clock moved by hand, and short words for batches. */
public abstract class Contract implements StoreUnderTest {
  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final UUID BOOT = UUID.fromString("6f1c0000-0000-4000-8000-000000000001");

  final HandClock clock = new HandClock(NOW);
  @TempDir Path folder;
  String url = "";
  Storage storage;

  @BeforeEach
  final void open() {
    url = freshUrl(folder);
    storage = SqlStorage.open(config(), clock);
  }

  @AfterEach
  final void close() {
    storage.close();
  }

  StorageConfig config() {
    return StorageConfig.of(url);
  }

  final void reopen() {
    storage.close();
    storage = SqlStorage.open(config(), clock);
  }

  static Map<String, Double> values(Object... namesAndNumbers) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      values.put((String) namesAndNumbers[i], ((Number) namesAndNumbers[i + 1]).doubleValue());
    }
    return values;
  }

  static Sample sample(String probe, Instant time, List<String> key, Object... values) {
    return new Sample(probe, time, List.of(Row.of(key, values(values))));
  }

  public static Batch batch(String host, Sample... samples) {
    return new Batch(host, null, List.of(samples), Map.of(), List.of());
  }

  static Batch delivered(String host, long sequence, Sample... samples) {
    return new Batch(host, new Delivery(BOOT, sequence), List.of(samples), Map.of(), List.of());
  }

  static Batch described(String host, ProbeDescription description, Sample... samples) {
    return new Batch(
        host, null, List.of(samples), Map.of(description.probe(), description), List.of());
  }

  /** The seed's probe, with its derived value. */
  public static ProbeDescription tracking() {
    return ProbeDescription.fromTree(
        Map.of(
            "key",
            "process",
            "values",
            Map.of("data", Map.of("unit", "kB"), "stack", Map.of("unit", "kB")),
            "derived",
            Map.of("used", "data + stack")),
        "process_tracking");
  }

  /** Samples of the seed's probe, one a step, with growing numbers. */
  static List<Sample> tracked(String process, Instant from, Duration step, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(
          sample(
              "process_tracking",
              from.plus(step.multipliedBy(i)),
              List.of(process),
              "data",
              400 + i,
              "stack",
              136));
    }
    return samples;
  }

  final Series series(String host, String probe, String... key) {
    return storage.series(
        new SeriesQuery(
            host, probe, List.of(key), Instant.EPOCH, NOW.plus(Duration.ofDays(10_000)), 0));
  }

  final void archive() {
    storage.lifeCycle().archive(LifeCycle.Scope.ALL, clock.instant(), step -> {});
  }

  final void purge() {
    storage.lifeCycle().purge(LifeCycle.Scope.ALL, clock.instant(), step -> {});
  }

  /** What the tables that nobody may ask for have; from the closed store, which is opened again. */
  final List<List<Object>> internals(String sql) {
    storage.close();
    try (Database database = database(config())) {
      return database.read(
          transaction ->
              transaction.query(sql).stream()
                  .map(row -> (List<Object>) new ArrayList<Object>(row.values()))
                  .toList());
    } finally {
      storage = SqlStorage.open(config(), clock);
    }
  }

  /** The books of all hosts and probes, each of which must balance. */
  final List<LifeCycle.Balance> balances() {
    List<LifeCycle.Balance> balances = storage.lifeCycle().verify(LifeCycle.Scope.ALL);
    assertThat(balances).allMatch(LifeCycle.Balance::balanced);
    return balances;
  }

  final LifeCycle.Balance balance() {
    assertThat(balances()).hasSize(1);
    return balances().getFirst();
  }

  final void accept(String host, List<Sample> samples) {
    storage.accept(new Batch(host, null, samples, Map.of(), List.of()));
  }
}
