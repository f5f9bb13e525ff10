// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.loops;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.domestik.model.description.ValueDescription;
import org.domestik.model.description.ValueDescription.Type;
import org.domestik.storage.tail.Tail;
import org.domestik.storage.tail.TailMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Rows of one series into the day in memory and out of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PackingBenchmark.ROWS)
public class PackingBenchmark {
  /** A day of a sample a minute. */
  static final int ROWS = 1_440;

  private static final long MINUTE_MICROS = 60_000_000;
  private static final long START = 1_795_305_600_000_000L;
  private static final long ROOM = 1 << 20;

  private final List<ValueDescription> columns =
      List.of(
          new ValueDescription("data", Type.INTEGER, null, null),
          new ValueDescription("stack", Type.INTEGER, null, null));
  private final double[][] numbers = new double[ROWS][];
  private final Tail packed = new Tail(new TailMemory(ROOM), -1);
  private final Tail other = new Tail(new TailMemory(ROOM), -1);

  public PackingBenchmark() {
    for (int row = 0; row < ROWS; row++) {
      // Pages of memory: moves a little in every other sample.
      numbers[row] = new double[] {20_000 + 4 * (row / 2 * 7919 % 61), 132 + 4 * (row >> 7 & 3)};
    }
    fill(packed);
  }

  private void fill(Tail tail) {
    for (int row = 0; row < ROWS; row++) {
      long micros = START + row * MINUTE_MICROS;
      tail.add(columns, row == 0 ? -1 : micros - MINUTE_MICROS, micros, numbers[row]);
    }
  }

  /** Packs a day of rows. */
  @Benchmark
  public void pack() {
    other.forget(-1);
    fill(other);
  }

  /** Reads a day of rows. */
  @Benchmark
  public double unpack() {
    double[] sum = {0};
    if (!packed.read(columns, START, Long.MAX_VALUE, (micros, row) -> sum[0] += row[0] + row[1])) {
      throw new IllegalStateException("the day does not fit");
    }
    return sum[0];
  }
}
