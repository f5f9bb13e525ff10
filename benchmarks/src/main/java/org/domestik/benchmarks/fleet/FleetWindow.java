// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.io.IOException;
import java.time.Duration;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one part of a fleet's life.
 *
 * @param server processor seconds, as {@code database} and {@code load} are
 * @param syncs how often something was made durable
 * @param gather for how many seconds the server asked its agents to gather at its end
 */
record FleetWindow(
    String name,
    double seconds,
    double offered,
    double accepted,
    double handshakes,
    double closed,
    double refused,
    double failed,
    double server,
    double database,
    double load,
    double syncs,
    double serverMebibytes,
    double databaseMebibytes,
    int gather,
    Quantiles answers) {

  static final String[] HEAD = {
    "side, agents",
    "part",
    "s",
    "rows/s offered",
    "accepted",
    "requests/s",
    "s to gather",
    "answer p50 / p99 / longest, ms",
    "% of a core: server",
    "database",
    "load",
    "RSS, MiB: server",
    "database",
    "syncs/s",
    "handshakes/s",
    "refused",
    "failed"
  };

  /** Counts from the end of the last window to that of the next. */
  static final class Clock {
    private final FleetServer server;
    private final AgentCounts counts;
    private @Nullable FleetWindow last;
    private long since = System.nanoTime();

    Clock(FleetServer server, AgentCounts counts) throws IOException {
      this.server = server;
      this.counts = counts;
      last = sums("");
    }

    /** Ends a window. */
    FleetWindow end(String name) throws IOException {
      FleetWindow before = last;
      FleetWindow now = sums(name);
      last = now;
      long end = System.nanoTime();
      double seconds = (end - since) / 1e9;
      since = end;
      return before == null ? now : now.minus(before, seconds);
    }

    private FleetWindow sums(String name) throws IOException {
      return new FleetWindow(
          name,
          0,
          counts.offered.sum(),
          counts.accepted.sum(),
          counts.handshakes.sum(),
          counts.closed.sum(),
          counts.refused.sum(),
          counts.failed.sum(),
          server.cpuSeconds(),
          server.nodes().cpuSeconds(),
          ownCpu(),
          server.syncs(),
          server.mebibytes(),
          server.nodes().mebibytes(),
          counts.gather.get(),
          counts.takeAnswers());
    }

    private static double ownCpu() {
      return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis()
          / 1000.0;
    }
  }

  private FleetWindow minus(FleetWindow before, double took) {
    return new FleetWindow(
        name,
        took,
        offered - before.offered,
        accepted - before.accepted,
        handshakes - before.handshakes,
        closed - before.closed,
        refused - before.refused,
        failed - before.failed,
        server - before.server,
        database - before.database,
        load - before.load,
        syncs - before.syncs,
        serverMebibytes,
        databaseMebibytes,
        gather,
        answers);
  }

  int requests() {
    return answers.sorted().length;
  }

  /** Of all of the machine's processors, the part that was busy with this. */
  double busy() {
    int cores = Runtime.getRuntime().availableProcessors();
    return (server + database + load) / seconds / cores;
  }

  void report(Results results, String fleet) {
    results.row(
        fleet,
        name,
        Results.number(seconds),
        Results.number(offered / seconds),
        Results.number(accepted / seconds),
        Results.number(requests() / seconds),
        String.valueOf(gather),
        Results.number(answers.at(0.5))
            + " / "
            + Results.number(answers.at(0.99))
            + " / "
            + Results.number(answers.max()),
        Results.number(100 * server / seconds),
        Results.number(100 * database / seconds),
        Results.number(100 * load / seconds),
        Results.number(serverMebibytes),
        Results.number(databaseMebibytes),
        Results.number(syncs / seconds),
        Results.number(handshakes / seconds),
        Results.number(refused),
        Results.number(failed));
  }
}
