// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.loops;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.domestik.model.description.Expression;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A derived value of one sample. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExpressionBenchmark {
  private final Map<String, Double> values = Map.of("data", 476.0, "stack", 136.0, "total", 4096.0);
  private final Expression sum = Expression.parse("data + stack");
  private final Expression part = Expression.parse("100 * (total - data - stack) / total");

  /** {@code data + stack}. */
  @Benchmark
  public double sum() {
    return sum.evaluate(this::value);
  }

  /** Five operations. */
  @Benchmark
  public double part() {
    return part.evaluate(this::value);
  }

  private double value(String name) {
    return values.getOrDefault(name, Double.NaN);
  }
}
