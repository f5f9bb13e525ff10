// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Options;

/**
 * The command {@code import} on a file of line protocol: into an empty store, once more, and older
 * rows beside what is there. Processor time is the command's own, from its start to its end.
 */
public final class Importing {
  private static final Pattern TIMES = Pattern.compile("(?m)^(real|user|sys) ([0-9.]+)$");

  private final Options options;
  private final Results results;
  private final int steps;
  private final Fleet fleet;

  /** What a command took, in seconds. */
  private record Spent(double elapsed, double processor) {}

  public Importing(Options options, Results results, int steps) {
    this.options = options;
    this.results = results;
    this.steps = steps;
    Instant end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    this.fleet = new Fleet(40, 25, end.minus(Duration.ofMinutes(steps)), 60);
  }

  public void run() throws IOException {
    Path folder = options.folder("import");
    Path file = write(folder.resolve("history.lines"), fleet);
    Fleet before = new Fleet(40, 25, fleet.start().minus(Duration.ofMinutes(steps)), 60);
    Path older = write(folder.resolve("older.lines"), before);
    results.text(
        "## Import of %,d rows of line protocol, %,d MiB"
            .formatted((long) steps * fleet.series(), Files.size(file) >> 20));
    results.head("what", "seconds", "processor seconds", "rows a processor second");
    for (int round = 0; round < options.rounds(); round++) {
      String data = folder.resolve("data" + round).toString();
      row("into an empty store", spent("import", file.toString(), "--data", data));
      row("the same again", spent("import", file.toString(), "--data", data));
      row("older than that", spent("import", older.toString(), "--data", data));
      spent("verify", "--data", data);
    }
    results.end();
    Disk.remove(folder);
  }

  private void row(String what, Spent spent) {
    double rows = (double) steps * fleet.series() / spent.processor;
    results.row(
        what, Results.number(spent.elapsed), Results.number(spent.processor), Results.number(rows));
  }

  /** The lines in the order of time, as a database writes its own. */
  private Path write(Path file, Fleet of) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int step = 0; step < steps; step++) {
        String time = " " + of.time(step).getEpochSecond() + "000000000\n";
        for (int host = 0; host < of.hosts(); host++) {
          for (int key = 0; key < of.keys(); key++) {
            out.append(Fleet.PROBE).append(",host=").append(of.host(host));
            out.append(",process=").append(of.key(key));
            out.append(" data=").append(Long.toString(of.data(host, key, step)));
            out.append("i,stack=").append(Long.toString(of.stack(host, key, step))).append('i');
            out.append(time);
          }
        }
      }
    }
    return file;
  }

  /** Runs a command of the launcher to its end; throws where it fails. */
  private Spent spent(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", "time -p \"$@\"", "import"));
    command.add(options.root().resolve("domestik").toString());
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", words) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    double elapsed = 0;
    double processor = 0;
    for (Matcher times = TIMES.matcher(said); times.find(); ) {
      double seconds = Double.parseDouble(times.group(2));
      if (times.group(1).equals("real")) {
        elapsed = seconds;
      } else {
        processor += seconds;
      }
    }
    return new Spent(elapsed, processor);
  }
}
