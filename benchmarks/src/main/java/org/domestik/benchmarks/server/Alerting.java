// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;

/**
 * What rules cost: 1,000 agents with a sample a minute each in real time, to a server with twenty
 * rules about each of them and to one with none, request by request.
 */
public final class Alerting {
  private static final int RULES = 20;

  // Times as long as without rules, and more of a core; what misses one fails the run.
  private static final double MOST_P50 = 1.1;
  private static final double MOST_P99 = 1.5;
  private static final double MOST_PERCENT = 1;

  private final Options options;
  private final Results results;
  private final Fleet fleet;
  private final int minutes;

  public Alerting(Options options, Results results, int minutes) {
    this.options = options;
    this.results = results;
    this.minutes = minutes;
    this.fleet = Pace.fleet(options.now());
  }

  /** One of the two servers, and what came of it. */
  private static final class Looked {
    final String name;
    final Domestik server;
    final List<Double> answers = new ArrayList<>();
    double cpuBefore;
    double threadBefore;

    Looked(String name, Domestik server) {
      this.name = name;
      this.server = server;
    }

    void begin() {
      answers.clear();
      cpuBefore = server.cpuSeconds();
      threadBefore = server.threadSeconds("alerts");
    }
  }

  public void run() throws IOException {
    Path folder = options.folder("alerts");
    try (Domestik with = server(folder.resolve("with"), rules());
        Domestik without = server(folder.resolve("without"), "")) {
      List<Looked> both =
          List.of(new Looked(RULES + " rules", with), new Looked("no rules", without));
      List<List<Body>> bodies = new Bodies(fleet, Pace.AGENTS, 1).of(Format.JSON, 0, minutes);
      Pace pace = new Pace();
      for (int minute = 0; minute < minutes; minute++) {
        if (minute < 2) {
          // The first makes tables, series and the alerts of what is wrong from the start.
          pace.begin(minute);
          both.forEach(Looked::begin);
        }
        for (int agent = 0; agent < Pace.AGENTS; agent++) {
          pace.await(minute, agent);
          for (Looked each : agent % 2 == 0 ? both : both.reversed()) {
            List<Body> body = List.of(bodies.get(agent).get(minute));
            each.answers.addAll(each.server.ingest(List.of(body), Format.JSON).millis().all());
          }
        }
      }
      report(both);
    }
    Disk.remove(folder);
  }

  private Domestik server(Path folder, String rules) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("alerts.lua"), rules);
    return Domestik.start(options.root(), folder, null, Domestik.ALL_LIVE);
  }

  /** Of every kind that looks at numbers; about one of a hundred hosts breaks some of them. */
  private static String rules() {
    StringBuilder rules = new StringBuilder("alerts = {\n");
    for (int i = 0; i < RULES; i++) {
      String condition =
          switch (i % 4) {
            case 0 -> "above = " + (262_000 + 100 * i) + ", clear = 250000";
            case 1 -> "below = " + (1_500 + 20 * i) + ", lasting = \"5 minutes\"";
            case 2 -> "above = 100000, per = \"1 hour\", lasting = \"10 minutes\"";
            default -> "missing = \"10 minutes\"";
          };
      rules.append(
          "  { name = \"r%d\", probe = \"%s\", value = \"data\", %s },\n"
              .formatted(i, Fleet.PROBE, condition));
    }
    return rules + "}\n";
  }

  private void report(List<Looked> both) throws IOException {
    double seconds = Pace.MINUTE.multipliedBy(minutes - 1L).toSeconds();
    results.text(
        "## %d agents, one sample a minute each, %d minutes: with rules and without"
            .formatted(Pace.AGENTS, minutes - 1));
    results.head(
        "server",
        "% of a core",
        "of it the thread that judges",
        "answer p50 / p99, ms",
        "peak RSS, MiB");
    List<Double> shares = new ArrayList<>();
    for (Looked each : both) {
      double cpu = 100 * (each.server.cpuSeconds() - each.cpuBefore) / seconds;
      double thread = 100 * (each.server.threadSeconds("alerts") - each.threadBefore) / seconds;
      shares.add(cpu);
      Quantiles all = Quantiles.of(each.answers);
      results.row(
          each.name,
          Results.number(cpu),
          Results.number(thread),
          Results.number(all.at(0.5)) + " / " + Results.number(all.at(0.99)),
          String.valueOf(each.server.peakMebibytes()));
    }
    results.end();
    double p50 = ratio(both, 0.5);
    double p99 = ratio(both, 0.99);
    double percent = shares.getFirst() - shares.getLast();
    results.text(
        "Beside none, %d rules make answers %s times as long at p50 (limit %s) and %s at p99 (limit %s), and cost %s %% of a core (limit %s)."
            .formatted(
                RULES,
                Results.number(p50),
                Results.number(MOST_P50),
                Results.number(p99),
                Results.number(MOST_P99),
                Results.number(percent),
                Results.number(MOST_PERCENT)));
    if (p50 > MOST_P50 || p99 > MOST_P99 || percent > MOST_PERCENT) {
      throw new IllegalStateException("rules are not within the limits; see the last table");
    }
  }

  private static double ratio(List<Looked> both, double part) {
    return Quantiles.of(both.getFirst().answers).at(part)
        / Quantiles.of(both.getLast().answers).at(part);
  }
}
