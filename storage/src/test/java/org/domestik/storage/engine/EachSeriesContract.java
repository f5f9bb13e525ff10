// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Window;
import org.domestik.storage.query.SeriesBuilder;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All series at once are what each of them is by itself. */
abstract class EachSeriesContract extends Contract {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final List<String> HOSTS = List.of("a", "b", "c", "gone", "silent");
  private static final String PROBE = "process_tracking";

  private final Random random = new Random(SEED);

  private record Found(String host, List<String> key, Series series) {}

  /** All that is found, by host and key; each but once. */
  private Map<String, Found> each(String probe, Map<String, Window> windows) {
    Map<String, Found> all = new TreeMap<>();
    for (Found found : storage.eachSeries(probe, windows, Found::new)) {
      assertThat(all.put(found.host + " " + found.key, found)).as("seed %s", SEED).isNull();
    }
    return all;
  }

  /** Those with data in their window. */
  private Map<String, Found> recent(String probe, Map<String, Window> windows) {
    Map<String, Found> all = new TreeMap<>();
    for (Found found : storage.eachRecent(probe, windows, Found::new)) {
      assertThat(all.put(found.host + " " + found.key, found)).as("seed %s", SEED).isNull();
    }
    return all;
  }

  /** The same, asked for one by one. */
  private Map<String, Found> oneByOne(String probe, Map<String, Window> windows) {
    Map<String, Found> all = new TreeMap<>();
    windows.forEach(
        (host, window) -> {
          TreeSet<List<String>> keys =
              new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
          keys.addAll(storage.storedData(host, probe));
          keys.addAll(storage.archivedData(host, probe));
          for (List<String> key : keys) {
            SeriesQuery query = new SeriesQuery(host, probe, key, window.from(), window.to(), 0);
            all.put(host + " " + key, new Found(host, key, storage.series(query)));
          }
        });
    return all;
  }

  private static Map<String, Window> always(String... hosts) {
    Map<String, Window> windows = new HashMap<>();
    for (String host : hosts) {
      windows.put(host, new Window(Instant.EPOCH, NOW.plus(Duration.ofDays(10_000))));
    }
    return windows;
  }

  @Test
  @Tag("slow")
  void eachIsWhatItIsByItselfThroughAnyHistory() {
    for (String host : HOSTS) {
      storage.accept(described(host, tracking()));
    }
    clock.set(NOW.plus(60, ChronoUnit.DAYS));
    Instant time = NOW.minus(60, ChronoUnit.DAYS);
    for (int step = 0; step < 16; step++) {
      time = time.plus(random.nextInt(5_000), ChronoUnit.MINUTES);
      tell(step, time);
      if (step % 4 == 3) {
        compare(time);
      }
    }
    storage.delete("gone");
    compare(time);
    reopen();
    compare(time);
  }

  private void tell(int step, Instant time) {
    for (String host : HOSTS) {
      if (random.nextInt(3) > 0 && (step < 8 || !host.equals("silent"))) {
        String process = "p" + random.nextInt(step < 12 ? 3 : 5);
        int late = random.nextInt(4) == 0 ? 1 + random.nextInt(30_000) : 0;
        Instant from = time.minus(late, ChronoUnit.MINUTES);
        accept(host, tracked(process, from, Duration.ofMinutes(7), 1 + random.nextInt(40)));
      }
    }
    switch (random.nextInt(4)) {
      case 0, 1 -> storage.lifeCycle().archive(LifeCycle.Scope.ALL, time, it -> {});
      case 2 -> storage.lifeCycle().purge(LifeCycle.Scope.ALL, time, it -> {});
      default -> ((SqlStorage) storage).fold();
    }
    if (step == 10) {
      storage.accept(described("a", wider()));
    }
  }

  /** With a derived value that older buckets know nothing of. */
  private static ProbeDescription wider() {
    return ProbeDescription.fromTree(
        Map.of(
            "key", "process",
            "values", Map.of("data", Map.of(), "stack", Map.of(), "rss", Map.of()),
            "derived", Map.of("used", "data + stack", "twice", "2 * data")),
        PROBE);
  }

  private void compare(Instant time) {
    Map<String, Window> windows = new HashMap<>();
    for (String host : List.of("a", "b", "gone", "silent", "never")) { // Not of c.
      Instant to = time.minus(random.nextInt(40_000), ChronoUnit.MINUTES);
      windows.put(host, new Window(to.minus(random.nextInt(50_000), ChronoUnit.MINUTES), to));
    }
    Map<String, Window> newest = new HashMap<>();
    for (String host : List.of("a", "b", "c", "silent", "never")) {
      Instant from = time.minus(random.nextInt(600), ChronoUnit.MINUTES);
      newest.put(host, new Window(from, time.plus(1, ChronoUnit.DAYS)));
    }
    for (Map<String, Window> asked : List.of(windows, newest, always("a", "b", "silent"))) {
      Map<String, Found> all = oneByOne(PROBE, asked);
      assertThat(each(PROBE, asked)).as("seed %s", SEED).isEqualTo(all);
      all.values().removeIf(found -> found.series.time().isEmpty());
      assertThat(recent(PROBE, asked)).as("seed %s", SEED).isEqualTo(all);
    }
  }

  @Test
  void moreThanOneChunkHolds() {
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < 60; key++) {
      rows.add(Row.of(List.of("a" + key % 7, "b" + key), values("v", key)));
    }
    List<Sample> samples = new ArrayList<>();
    for (int minute = 0; minute < 1_300; minute++) {
      Instant time = NOW.minus(Duration.ofDays(2)).plusSeconds(60L * minute);
      samples.add(new Sample("many", time, rows));
    }
    accept("here", samples);
    accept("there", List.of(new Sample("many", NOW, rows)));
    Map<String, Window> windows = always("here", "there");
    assertThat(each("many", windows)).hasSize(120).isEqualTo(oneByOne("many", windows));
  }

  @Test
  void valuesMayHaveTheNamesOfWhatTheStatementsSay() {
    Instant old = NOW.minus(Duration.ofDays(4));
    for (Instant time : List.of(old, NOW)) {
      accept("here", List.of(sample("names", time, List.of(), "low", 1, "high", 2, "inside", 3)));
      accept("here", List.of(sample("names", time.minusSeconds(1), List.of(), "t", 1, "w", 2)));
    }
    archive();
    Map<String, Window> windows = always("here");
    assertThat(each("names", windows)).isEqualTo(oneByOne("names", windows)).hasSize(1);
  }

  @Test
  void flatProbeHasOneSeriesWithAnEmptyKey() {
    accept("here", List.of(sample("load", NOW, List.of(), "v", 1)));
    assertThat(each("load", always("here"))).isEqualTo(oneByOne("load", always("here"))).hasSize(1);
  }

  /** Has two keys of live data and two of archive, on every host. */
  private static final class Written extends Probe {
    Written() {
      super(PROBE);
    }

    @Override
    public void newSample(ProbeContext context, String host, List<Row> data, Instant time) {}

    @Override
    public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<List<String>> storedData(ProbeContext context, String host) {
      return List.of(List.of("p"), List.of("q"));
    }

    @Override
    public List<List<String>> archivedData(ProbeContext context, String host) {
      return List.of(List.of("q"), List.of("r"));
    }

    @Override
    public Series getStoredData(
        ProbeContext context, String host, List<String> key, Instant from, Instant to) {
      return one(storedData(context, host).contains(key), to, 1);
    }

    @Override
    public Series getArchivedData(
        ProbeContext context, String host, List<String> key, Instant from, Instant to) {
      return one(archivedData(context, host).contains(key), from, 2);
    }

    private static Series one(boolean there, Instant time, double number) {
      SeriesBuilder points = new SeriesBuilder(List.of("v"));
      if (there) {
        points.at(time.toEpochMilli()).add(0, number, number, number, 1);
      }
      return points.series();
    }
  }

  @Test
  void probeWrittenByHandIsAskedKeyByKey() {
    storage.register(new Written());
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 3));
    Map<String, Window> windows = always("here");
    assertThat(each(PROBE, windows)).isEqualTo(oneByOne(PROBE, windows)).hasSize(3);
    assertThat(each(PROBE, windows).get("here [q]").series().time()).hasSize(2);
    assertThat(recent(PROBE, windows)).isEqualTo(each(PROBE, windows));
  }

  @Test
  void unknownHostsAndProbesHaveNone() {
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 1));
    assertThat(each("none", always("here"))).isEmpty();
    assertThat(each(PROBE, always("there"))).isEmpty();
    assertThat(each(PROBE, Map.of())).isEmpty();
  }

  @Test
  void moreKeysTakeNoMoreStatements() {
    List<Integer> counts = new ArrayList<>();
    storage.close();
    List<String> heard = new ArrayList<>();
    Database database = MortalDatabase.heardInFull(database(config()), heard::add);
    storage = new SqlStorage(database, config(), clock);
    for (int keys : new int[] {3, 300}) {
      List<Row> rows = new ArrayList<>();
      for (int key = 0; key < keys; key++) {
        rows.add(Row.of(List.of("k" + key), values("v", key)));
      }
      accept("here", List.of(new Sample("many", NOW.plusSeconds(keys), rows)));
      database.settle();
      heard.clear();
      assertThat(each("many", always("here"))).hasSize(keys);
      // Of the probe; a look at what other servers changed comes once a second.
      counts.add((int) heard.stream().filter(it -> it.contains("_many")).count());
    }
    assertThat(counts.getFirst()).isPositive().isEqualTo(counts.getLast());
  }
}
