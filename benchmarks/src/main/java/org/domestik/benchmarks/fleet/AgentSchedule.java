// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;

/**
 * What the twenty scripts of one agent give, and when: all at its start, then each once a minute at
 * a place in it that the names of host and script choose. As in the real agent each run brings a
 * row of {@code probe_cost} too, and each delivery says what the probes in it are.
 */
final class AgentSchedule {
  static final int PROBES = 20;
  static final int KEYS = 3;

  /** Those of a run of one script. */
  static final int ROWS = KEYS + 1;

  static final String COST = "probe_cost";

  private static final List<String> VALUES = List.of("data", "stack");
  private static final List<String> COSTS =
      List.of("micros", "instructions", "memory_bytes", "read_bytes", "failed");
  private static final Map<String, ProbeDescription> DESCRIPTIONS = descriptions();

  private final Fleet fleet;
  private final int host;
  private final String name;
  private final long period;
  private final long[] next = new long[PROBES];
  private final int[] runs = new int[PROBES];

  /**
   * @param period between two runs of a script, in nanoseconds
   */
  AgentSchedule(Fleet fleet, int host, long period) {
    this.fleet = fleet;
    this.host = host;
    this.name = fleet.host(host);
    this.period = period;
  }

  static String probe(int number) {
    return "desk_%02d".formatted(number);
  }

  /** All probes that get rows. */
  static List<String> probes() {
    return List.copyOf(DESCRIPTIONS.keySet());
  }

  private static Map<String, ProbeDescription> descriptions() {
    Map<String, ProbeDescription> all = new LinkedHashMap<>();
    List<Map<String, String>> values =
        VALUES.stream().map(it -> Map.of("name", it, "unit", "kB")).toList();
    for (int i = 0; i < PROBES; i++) {
      Map<String, Object> tree = Map.of("key", "process", "values", values, "every", "1 minute");
      all.put(probe(i), ProbeDescription.fromTree(tree, probe(i)));
    }
    List<Map<String, String>> costs = COSTS.stream().map(it -> Map.of("name", it)).toList();
    all.put(COST, ProbeDescription.fromTree(Map.of("key", "script", "values", costs), COST));
    return all;
  }

  /** The agent starts. */
  void begin(long now) {
    for (int i = 0; i < PROBES; i++) {
      next[i] = now;
    }
  }

  /** When the next script runs. */
  long next() {
    long first = Long.MAX_VALUE;
    for (long each : next) {
      first = Math.min(first, each);
    }
    return first;
  }

  /** Runs the scripts that are due, which a delivery of that number brings. */
  Batch run(long now, Instant time, Delivery delivery) {
    List<Sample> samples = new ArrayList<>();
    List<Run> reports = new ArrayList<>();
    Map<String, ProbeDescription> said = new LinkedHashMap<>();
    boolean isFirst = runs[0] == 0;
    for (int i = 0; i < PROBES; i++) {
      if (next[i] - now <= 0) {
        String script = probe(i) + ".lua";
        // A script is a little behind its time, and one is behind the other.
        Instant seen = time.minusNanos(now - next[i]).plusNanos(1_000L * i);
        samples.add(new Sample(probe(i), seen, rows(i)));
        samples.add(cost(script, seen));
        said.put(probe(i), DESCRIPTIONS.get(probe(i)));
        reports.add(new Run(probe(i), script, Run.Outcome.OK, null, seen, 300));
        runs[i]++;
        advance(i, now);
      }
    }
    said.put(COST, DESCRIPTIONS.get(COST));
    List<String> scripts = isFirst ? reports.stream().map(Run::script).toList() : null;
    return new Batch(name, delivery, samples, said, reports, scripts);
  }

  /** After the first run by its place in the minute, half of one later at least. */
  private void advance(int probe, long now) {
    if (runs[probe] > 1) {
      long missed = Math.max(0, (now - next[probe]) / period);
      next[probe] += (missed + 1) * period;
      return;
    }
    double phase = ((name + probe(probe) + ".lua").hashCode() & 0xffff) / 65536.0;
    long first = next[probe] + (long) (phase * period);
    next[probe] = first < now + period / 2 ? first + period : first;
  }

  private List<Row> rows(int probe) {
    List<Row> rows = new ArrayList<>();
    for (int key = probe * KEYS; key < (probe + 1) * KEYS; key++) {
      double[] values = {fleet.data(host, key, runs[probe]), fleet.stack(host, key, runs[probe])};
      rows.add(new Row(List.of(fleet.key(key % KEYS)), VALUES, values));
    }
    return rows;
  }

  private static Sample cost(String script, Instant time) {
    double[] values = {280 + time.toEpochMilli() % 50, 1_200, 61_440, 2_048, 0};
    return new Sample(COST, time, List.of(new Row(List.of(script), COSTS, values)));
  }
}
