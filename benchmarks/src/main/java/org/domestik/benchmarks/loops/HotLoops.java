// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.loops;

import java.io.IOException;
import java.util.Collection;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Options;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The hot loops by themselves, each in a JVM of its own, by JMH. */
public final class HotLoops {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Options options;
  private final Results results;

  public HotLoops(Options options, Results results) {
    this.options = options;
    this.results = results;
  }

  public void run() throws IOException {
    results.text("## Hot loops: JMH, one thread where nothing else is said");
    // The server's own collector and a heap as small as its own.
    org.openjdk.jmh.runner.options.Options settings =
        new OptionsBuilder()
            .include("org\\.domestik\\..*Benchmark")
            .forks(options.rounds())
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(1))
            .jvmArgs("-XX:+UseSerialGC", "-Xmx128m")
            .addProfiler(GCProfiler.class)
            .build();
    try {
      report(new Runner(settings).run());
    } catch (RunnerException e) {
      throw new IOException(e);
    }
  }

  private void report(Collection<RunResult> all) throws IOException {
    results.head("loop", "ns each", "±, 99.9 %", "bytes allocated each");
    for (RunResult one : all) {
      Result<?> time = one.getPrimaryResult();
      Result<?> bytes = one.getSecondaryResults().get(ALLOCATED);
      String name = one.getParams().getBenchmark();
      results.row(
          name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
          Results.number(time.getScore()),
          Results.number(time.getScoreError()),
          bytes == null ? "–" : Results.number(bytes.getScore()));
    }
    results.end();
  }
}
