// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Rows of one series into the day in memory and out of it; beside the storage it looks into. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PackingBenchmark.ROWS)
public class PackingBenchmark {
  /** A day of a sample a minute. */
  static final int ROWS = 1_440;

  private static final long MINUTE_MICROS = 60_000_000;
  private static final long START = 1_795_305_600_000_000L;

  private final double[][] numbers = new double[ROWS][];
  private final PackedRows packed;

  public PackingBenchmark() {
    for (int row = 0; row < ROWS; row++) {
      // Pages of memory: moves a little in every other sample.
      numbers[row] = new double[] {20_000 + 4 * (row / 2 * 7919 % 61), 132 + 4 * (row >> 7 & 3)};
    }
    packed = packed();
  }

  /** Packs a day of rows. */
  @Benchmark
  public Object pack() {
    return packed();
  }

  private PackedRows packed() {
    PackedRows rows = new PackedRows();
    for (int row = 0; row < ROWS; row++) {
      rows.add(START + row * MINUTE_MICROS, numbers[row]);
    }
    return rows;
  }

  /** Reads a day of rows. */
  @Benchmark
  public double unpack() {
    double[] sum = {0};
    packed.read(START, Long.MAX_VALUE, (micros, row) -> sum[0] += row[0] + row[1]);
    return sum[0];
  }
}
