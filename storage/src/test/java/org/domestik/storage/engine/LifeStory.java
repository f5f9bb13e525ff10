// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.Expression;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Acceptance;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.sql.Database;

/**
 * All that can happen to data, in order: ingest, archive, buckets from an agent, purge, folding,
 * checkpoint, a wider table, a host's removal. However often it was begun, what is there in the end
 * is the same.
 */
final class LifeStory {
  private static final Instant NOW = Contract.NOW;
  private static final Instant OLD = Instant.parse("2026-11-01T00:00:00Z");

  private final Database database;
  private final SqlStorage storage;
  private final StringBuilder heard = new StringBuilder();
  private final LongConsumer acknowledged;

  /** {@code acknowledged} hears of each delivery that was answered. */
  LifeStory(Database database, StorageConfig config, LongConsumer acknowledged) {
    this.acknowledged = acknowledged;
    this.database = database;
    this.storage = new SqlStorage(database, config, new HandClock(NOW));
  }

  SqlStorage storage() {
    return storage;
  }

  /** The numbers of the deliveries answered as repeats. */
  String repeats() {
    return heard.toString();
  }

  /** Tells it from the start to the end; says each delivery that is acknowledged. */
  void tell() throws SQLException {
    ProbeDescription tracking = Contract.tracking();
    deliver("gone", 0, tracking, Contract.tracked("q", OLD, Duration.ofHours(6), 20), List.of());
    deliver("here", 1, tracking, Contract.tracked("p", OLD, Duration.ofMinutes(90), 40), List.of());
    deliver("here", 2, tracking, old(), List.of());
    deliver("here", 3, tracking, Contract.tracked("p", NOW, Duration.ofHours(1), 1), List.of());
    deliver("here", 7, tracking, mixed("p", 3), List.of());
    deliver("there", 0, tracking, mixed("q", 0), List.of());
    jobs();
    // Late and repeated rows, into what is archived and into what is live.
    deliver("there", 1, tracking, mixed("q", 1), List.of());
    deliver("here", 4, tracking, List.of(), List.of(bucket(0), bucket(7 * 60), bucket(20_000)));
    List<Sample> late = Contract.tracked("p", OLD.plusSeconds(425 * 60), Duration.ofMinutes(7), 30);
    deliver("here", 5, tracking, late, List.of());
    jobs();
    storage.fold();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
    ProbeDescription wider =
        ProbeDescription.fromTree(
            Map.of(
                "key", "process",
                "values", Map.of("data", Map.of(), "stack", Map.of(), "rss", Map.of()),
                "derived", Map.of("used", "data + stack", "twice", "2 * data")),
            "process_tracking");
    deliver("here", 6, wider, Contract.tracked("r", OLD, Duration.ofMinutes(7), 30), List.of());
    // Another batch under a number that was used is kept beside it.
    deliver("here", 3, wider, Contract.tracked("s", NOW, Duration.ofMinutes(1), 3), List.of());
    jobs();
    storage.delete("gone");
  }

  /** Of the time before what is kept. */
  private static List<Sample> old() {
    return Contract.tracked("p", NOW.minus(Duration.ofDays(45)), Duration.ofHours(7), 40);
  }

  /**
   * Swapped, repeated, completed, old and new rows of one series; some as another host has them.
   */
  private static List<Sample> mixed(String key, int seconds) {
    List<Sample> samples = new ArrayList<>();
    List<String> its = List.of(key);
    Instant live = NOW.minusSeconds(600);
    for (int minute : new int[] {1, 0, 3, 2, 2, 9}) {
      Instant time = live.plusSeconds(60L * minute + seconds);
      samples.add(Contract.sample("process_tracking", time, its, "data", minute));
      samples.add(Contract.sample("process_tracking", time, its, "stack", minute + seconds));
    }
    // Whatever came before, these are there already the second time.
    samples.add(Contract.sample("process_tracking", NOW, its, "data", 476, "stack", 136 + seconds));
    samples.addAll(Contract.tracked(key, OLD.plusSeconds(30 + seconds), Duration.ofHours(1), 5));
    return samples;
  }

  private void jobs() {
    storage.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
    storage.lifeCycle().purge(LifeCycle.Scope.ALL, NOW, step -> {});
  }

  private static Bucket bucket(int minutes) {
    Instant start = OLD.plusSeconds(60L * minutes);
    double value = minutes % 100;
    Map<String, Summary> values =
        Map.of("data", Summary.of(value, start), "used", Summary.of(value, start));
    return new Bucket(
        "process_tracking",
        start,
        Duration.ofMinutes(15),
        Map.of("used", Expression.parse("data + stack")),
        List.of(new Totals(List.of("p"), 3, values)));
  }

  private void deliver(
      String host,
      long sequence,
      ProbeDescription description,
      List<Sample> samples,
      List<Bucket> buckets) {
    Run run = new Run("process_tracking", "a.lua", Run.Outcome.OK, null, NOW, 7);
    Acceptance answer =
        storage.accept(
            new Batch(
                host,
                new Delivery(Contract.BOOT, sequence),
                samples,
                Map.of(description.probe(), description),
                List.of(run),
                null,
                buckets,
                null));
    if (answer.duplicate()) {
      heard.append(sequence);
    }
    acknowledged.accept(sequence);
  }

  /** All that can be read in the end. */
  List<List<Object>> told() {
    List<List<Object>> all = new ArrayList<>();
    for (String view : List.of("probe_process_tracking", "probe_process_tracking_archive")) {
      all.addAll(
          storage
              .select(
                  "SELECT * FROM domestik." + view + " ORDER BY host, process, sample_time", 9999)
              .rows());
    }
    for (LifeCycle.Balance balance : storage.lifeCycle().verify(LifeCycle.Scope.ALL)) {
      all.add(List.of(balance, balance.balanced()));
    }
    all.add(List.of(storage.hosts(), storage.runs()));
    return all;
  }
}
