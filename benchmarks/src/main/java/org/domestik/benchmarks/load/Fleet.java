// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.Row;

/**
 * The machines watched: {@code hosts} hosts with {@code keys} processes each, two values a process,
 * one sample every {@code stepSeconds}.
 *
 * <p>{@code data} wanders by whole pages in every second sample, {@code stack} rarely moves, as
 * process memory does. The same (host, key, step) always has the same values.
 *
 * @param start the time of step 0
 * @param more values of each row, which follow {@code data}
 */
public record Fleet(int hosts, int keys, Instant start, int stepSeconds, int more) {
  public static final String PROBE = "fleet_memory";

  /** With no more than the two values. */
  public Fleet(int hosts, int keys, Instant start, int stepSeconds) {
    this(hosts, keys, start, stepSeconds, 0);
  }

  /** The same, with its samples so much later. */
  public Fleet later(int seconds) {
    return new Fleet(hosts, keys, start.plusSeconds(seconds), stepSeconds, more);
  }

  public int series() {
    return hosts * keys;
  }

  public String host(int host) {
    return "host-" + host;
  }

  public String key(int key) {
    return "process-" + key;
  }

  public Instant time(int step) {
    return start.plusSeconds((long) step * stepSeconds);
  }

  /** What a host's probe says at a step. */
  public List<Row> rows(int host, int step) {
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      rows.add(
          new Row(
              List.of(key(key)),
              List.of("data", "stack"),
              new double[] {data(host, key, step), stack(host, key, step)}));
    }
    return rows;
  }

  /** {@code data} in kB. */
  public long data(int host, int key, int step) {
    int series = host * keys + key;
    long base = 2_000 + 4L * (mix(series) & 0xffff);
    // Waves of steps, the shortest of two samples: a walk that needs no memory of what was before.
    long walk = 0;
    for (int bit = 1; bit < 8; bit++) {
      walk += ((mix(series * 31L + bit * 7919L + (step >> bit)) & 3) - 1) << bit;
    }
    return base + 4 * walk;
  }

  /** {@code stack} in kB: 132, or a little more for hours. */
  public long stack(int host, int key, int step) {
    int series = host * keys + key;
    return 132 + 4 * (mix(series * 131L + (step >> 7)) & 3);
  }

  private static long mix(long seed) {
    long z = (seed + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
