// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.domestik.benchmarks.embedded.Archiving;
import org.domestik.benchmarks.embedded.Days;
import org.domestik.benchmarks.embedded.Judging;
import org.domestik.benchmarks.fleet.AgentFleet;
import org.domestik.benchmarks.fleet.Tempo;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.loops.HotLoops;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.screens.Screens;
import org.domestik.benchmarks.server.Alerting;
import org.domestik.benchmarks.server.Core;
import org.domestik.benchmarks.server.Growth;
import org.domestik.benchmarks.server.Importing;
import org.domestik.benchmarks.server.Ingest.Shape;
import org.domestik.benchmarks.server.Login;
import org.domestik.benchmarks.server.Shapes;
import org.domestik.benchmarks.server.Soak;
import org.domestik.benchmarks.server.Spans;
import org.domestik.benchmarks.server.Stalls;
import org.domestik.benchmarks.server.Steady;
import org.domestik.benchmarks.server.Ways;
import org.domestik.benchmarks.server.Wide;
import org.domestik.benchmarks.side.Options;

/** Runs the benchmarks named on the command line; see README.md beside. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    Options options = Options.read(args, InstantSource.system().instant());
    Results results = new Results(options.results());
    try {
      results.text("# Results");
      results.text(machine(options.now()));
      results.text("Command: `benchmarks/run " + String.join(" ", args) + "`");
      for (String word : options.words()) {
        run(word, options, results);
      }
    } finally {
      Disk.remove(options.work());
    }
  }

  private static void run(String word, Options options, Results results) throws IOException {
    switch (word) {
      case "smoke" -> {
        new Core(options, results, 10, 20, 120)
            .run(List.of(new Shape(4, 500, Format.LINES), new Shape(4, 500, Format.JSON)), 5);
        new Shapes(options, results, 10, 20, 60 * options.rounds()).run();
        new Wide(options, results, 20, false).run();
        new AgentFleet(options, results, new Tempo(30)).run(List.of(30), 2);
      }
      case "fleet" ->
          new AgentFleet(options, results, new Tempo(1)).run(options.agents(), options.minutes());
      case "shapes" -> new Shapes(options, results, 40, 25, (int) (1440 * options.scale())).run();
      case "core" ->
          new Core(options, results, 40, 25, (int) (2880 * options.scale())).run(Core.SHAPES, 300);
      case "core-10000" ->
          new Core(options, results, 400, 25, (int) (1440 * options.scale())).run(Core.SHAPES, 100);
      case "screens" -> new Screens(options, results).run();
      case "steady" ->
          new Steady(options, results, Math.max(2, (int) (16 * options.scale()))).run();
      case "soak" -> new Soak(options, results, (int) Math.max(4, 120 * options.scale())).run();
      case "spans" -> new Spans(options, results, 40, 52, sampleEvery(10, options)).run();
      case "spans-10000" ->
          new Spans(options, results, 400, Math.max(5, (int) (52 * options.scale())), 60).run();
      case "stalls" -> new Stalls(options, results, (int) (5760 * options.scale())).run();
      case "login" -> new Login(options, results, (int) (20_000 * options.scale())).run();
      case "growth" -> new Growth(options, results).run(100, 1_000, 10_000);
      case "import" ->
          new Importing(options, results, Math.max(60, (int) (10_000 * options.scale()))).run();
      case "alerts" -> {
        judging(options, results);
        new Alerting(options, results, Math.max(2, (int) (3 * options.scale()))).run();
      }
      case "judging" -> judging(options, results);
      case "jmh" -> new HotLoops(options, results).run();
      case "ways" -> new Ways(options, results, Math.max(20, (int) (300 * options.scale()))).run();
      case "wide" -> new Wide(options, results, (int) (1000 * options.scale()), true).run();
      case "archive" -> new Archiving(options, results, (int) (2880 * options.scale())).run();
      case "days" -> new Days(options, results, Math.max(3, (int) (20 * options.scale()))).run();
      default -> throw new IllegalArgumentException("there is no run " + word);
    }
  }

  private static void judging(Options options, Results results) throws IOException {
    int hosts = Math.max(50, (int) (1_000 * Math.min(1, options.scale())));
    new Judging(options, results, hosts, Math.max(2, (int) (10 * options.scale()))).run();
  }

  /** So many minutes, or more where less work is wanted; a divisor of an hour. */
  private static int sampleEvery(int minutes, Options options) {
    int every = minutes;
    while (every < 60 && (every < minutes / options.scale() || 60 % every != 0)) {
      every++;
    }
    return every;
  }

  private static String machine(Instant now) throws IOException {
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .orElse("?")
            .replaceFirst(".*: ", "");
    return now.toString().substring(0, 16).replace('T', ' ')
        + " UTC, "
        + Runtime.getRuntime().availableProcessors()
        + " × "
        + processor
        + ", Linux "
        + System.getProperty("os.version")
        + ", Java "
        + System.getProperty("java.version");
  }
}
