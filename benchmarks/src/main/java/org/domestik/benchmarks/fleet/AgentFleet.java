// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Options;
import org.domestik.benchmarks.side.PostgresServer;
import org.domestik.benchmarks.side.Sides;

/**
 * A fleet as agents see it: each with a host, a token, a boot and a connection of its own by TLS,
 * twenty scripts a minute sent as the real agent sends them, some connections cut, and once the
 * server away. Fails where a row is lost or doubled, never on speed.
 */
public final class AgentFleet {
  private static final double START_MINUTES = 0.5;
  private static final double OUTAGE_MINUTES = 1;

  /** Longer than any agent pauses, times what a machine may be too small by. */
  private static final double PATIENCE_MINUTES = 15;

  private final Options options;
  private final Results results;
  private final Tempo tempo;

  /** Agents whose time goes at a tempo. */
  public AgentFleet(Options options, Results results, Tempo tempo) {
    this.options = options;
    this.results = results;
    this.tempo = tempo;
  }

  /** Of one side and size. */
  private record Outcome(
      String name,
      int agents,
      double tokens,
      double drained,
      double bytes,
      double heap,
      int connections,
      FleetWindow steady) {

    static final String[] HEAD = {
      "side, agents",
      "tokens/s",
      "s until the last agent had caught up",
      "bytes a row",
      "heap used, MiB",
      "connections",
      "ms of server and database a request",
      "µs a row",
      "rows a sync",
      "where it bends"
    };

    void report(Results results) {
      double cpu = steady.server() + steady.database();
      results.row(
          name,
          Results.number(tokens),
          Results.number(drained),
          Results.number(bytes),
          Results.number(heap),
          String.valueOf(connections),
          Results.number(1e3 * cpu / steady.requests()),
          Results.number(1e6 * cpu / steady.accepted()),
          Results.number(steady.accepted() / steady.syncs()),
          bend());
    }

    /** From what was measured, not from what was expected. */
    private String bend() {
      List<String> why = new ArrayList<>();
      if (connections < agents) {
        why.add("connections: %d for %d agents".formatted(connections, agents));
      }
      if (steady.busy() > 0.9) {
        why.add(
            "processor: %.0f %% of the machine, %.0f %% of that this load"
                .formatted(100 * steady.busy(), 100 * steady.load() / (cpu() + steady.load())));
      }
      if (steady.accepted() < 0.98 * steady.offered()) {
        why.add(
            "%.0f %% of the rows in time".formatted(100 * steady.accepted() / steady.offered()));
      }
      if (steady.refused() + steady.failed() > 0) {
        why.add("%.0f requests refused or failed".formatted(steady.refused() + steady.failed()));
      }
      if (steady.answers().at(0.99) > 1_000) {
        why.add("answers");
      }
      return why.isEmpty() ? "it does not" : String.join("; ", why);
    }

    private double cpu() {
      return steady.server() + steady.database();
    }
  }

  public void run(List<Integer> sizes, double minutes) throws IOException {
    results.text(
        "## Agents at their desk: %d scripts a minute of %d rows each, TLS, tokens, %s minutes, then the server away for one%s"
            .formatted(
                AgentSchedule.PROBES,
                AgentSchedule.ROWS,
                Results.number(minutes),
                tempo.factor() == 1 ? "" : ", minutes of %.1f s".formatted(60 / tempo.factor())));
    List<Outcome> all = new ArrayList<>();
    for (String side : options.sides(Sides.AGENTS)) {
      String missing = missing(side);
      if (!missing.isEmpty()) {
        results.text(side + ": " + missing);
        continue;
      }
      for (int agents : sizes) {
        results.head(FleetWindow.HEAD);
        all.add(measure(side, agents, minutes));
        results.end();
      }
    }
    results.head(Outcome.HEAD);
    all.forEach(each -> each.report(results));
    results.end();
  }

  private static String missing(String side) {
    if (side.equals("postgresql") && !PostgresServer.isInstalled()) {
      return "not installed, skipped";
    }
    if (side.equals("citus") && System.getenv(FleetServer.CITUS) == null) {
      return "no address of a coordinator in " + FleetServer.CITUS + ", skipped";
    }
    return "";
  }

  private Outcome measure(String side, int agents, double minutes) throws IOException {
    String name = side + ", " + agents;
    Path folder = options.folder("fleet-" + side + "-" + agents);
    Fleet fleet = new Fleet(agents, AgentSchedule.PROBES * AgentSchedule.KEYS, options.now(), 60);
    AgentCounts counts = new AgentCounts();
    Outcome outcome;
    double empty;
    try (FleetServer server = FleetServer.start(options.root(), folder, side)) {
      FleetServer.Tokens tokens = server.tokens(fleet);
      empty = server.bytes();
      FleetPlan plan = new FleetPlan(fleet, server.port(), tempo);
      FleetWindow.Clock clock = new FleetWindow.Clock(server, counts);
      List<Thread> threads = start(plan, counts, tokens.secrets());
      await(counts, agents, counts.known::get);
      // Until each script has come to its place in the minute.
      sleep(tempo.minutes(START_MINUTES));
      clock.end("start").report(results, name);
      sleep(tempo.minutes(minutes));
      FleetWindow steady = clock.end("steady");
      steady.report(results, name);
      int connections = server.connections() - 1;
      double heap = server.heapMebibytes();
      server.stop();
      sleep(tempo.minutes(OUTAGE_MINUTES));
      clock = restart(server, counts, plan);
      long back = System.nanoTime();
      await(counts, agents, counts.caughtUp::get);
      double drained = (System.nanoTime() - back) / 1e9;
      clock.end("after an outage").report(results, name);
      plan.endSampling();
      for (Thread thread : threads) {
        join(thread);
      }
      counts.check();
      checkRows(server, counts, name);
      double bytes = server.bytes() - empty;
      if (server.nodes().count() == 0) {
        server.stop(); // So that all it has is on disk.
        bytes = server.bytes() - empty;
      }
      outcome =
          new Outcome(
              name,
              agents,
              1 / tokens.seconds(),
              drained,
              bytes / counts.accepted.sum(),
              heap,
              connections,
              steady);
    }
    Disk.remove(folder);
    return outcome;
  }

  private static FleetWindow.Clock restart(FleetServer server, AgentCounts counts, FleetPlan plan)
      throws IOException {
    server.startAgain();
    plan.serverIsBack();
    return new FleetWindow.Clock(server, counts);
  }

  /** As machines start: not all at once. */
  private List<Thread> start(FleetPlan plan, AgentCounts counts, List<String> tokens)
      throws IOException {
    List<Thread> threads = new ArrayList<>();
    long now = System.nanoTime();
    for (int i = 0; i < tokens.size(); i++) {
      long start = now + tempo.minutes(START_MINUTES) * i / tokens.size();
      threads.add(Thread.ofVirtual().start(new FleetAgent(plan, counts, i, tokens.get(i), start)));
    }
    return threads;
  }

  /** Asks for a number. */
  private interface Count {
    int now();
  }

  private void await(AgentCounts counts, int agents, Count count) throws IOException {
    long patience = Math.max(TimeUnit.MINUTES.toNanos(1), tempo.minutes(PATIENCE_MINUTES));
    long end = System.nanoTime() + patience;
    while (count.now() < agents) {
      counts.check();
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "%d of %d agents; %s".formatted(count.now(), agents, counts.unwell()));
      }
      sleep(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static void sleep(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void checkRows(FleetServer server, AgentCounts counts, String name)
      throws IOException {
    long offered = counts.offered.sum();
    long rows = server.rows();
    long verified = server.verified();
    if (counts.accepted.sum() != offered || rows != offered || verified != offered) {
      throw new IllegalStateException(
          "%s: %d rows made, %d answered, %d in the tables, %d in the books"
              .formatted(name, offered, counts.accepted.sum(), rows, verified));
    }
  }
}
