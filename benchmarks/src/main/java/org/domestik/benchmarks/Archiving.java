// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.ArchivePolicy;
import org.domestik.model.Batch;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.storage.LifeCycle.Plan;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;

/**
 * The archive job beside the bare SQL that makes hourly minima and maxima of the same rows and
 * deletes them: both in this process, on copies of one DuckDB file.
 */
final class Archiving {
  private static final String LIVE = "domestik.live_" + Fleet.PROBE;

  private final Options options;
  private final Results results;
  private final Fleet fleet;
  private final int steps;
  private final Instant end;

  Archiving(Options options, Results results, int steps) {
    this.options = options;
    this.results = results;
    this.steps = steps;
    this.end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    this.fleet = new Fleet(40, 25, end.minusSeconds(60L * steps), 60);
  }

  void run() throws IOException {
    results.text(
        "## Archive: %d rows of %d series".formatted(steps * fleet.series(), fleet.series()));
    Path folder = options.folder("archive");
    Path filled = folder.resolve("filled.db");
    fill(filled);
    Instant cut = cut(filled);
    List<Double> own = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    long rows = 0;
    for (int round = 0; round < options.rounds(); round++) {
      Path copy = Files.copy(filled, folder.resolve("copy-" + round + ".db"));
      Path other = Files.copy(filled, folder.resolve("bare-" + round + ".db"));
      if (round % 2 == 0) {
        rows = archive(copy, own);
        bare(other, cut, bare);
      } else {
        bare(other, cut, bare);
        rows = archive(copy, own);
      }
    }
    double ownMedian = Quantiles.of(own).median();
    double bareMedian = Quantiles.of(bare).median();
    results.head(
        "", "seconds, median", "rounds from–to", "rows per second", "against the bare SQL");
    row("archive job", own, rows, ownMedian / bareMedian);
    row("bare SQL", bare, rows, 1);
    results.end();
    Disk.remove(folder);
  }

  private void row(String name, List<Double> seconds, long rows, double ratio) {
    Quantiles all = Quantiles.of(seconds);
    results.row(
        name,
        Results.number(all.median()),
        Results.number(all.at(0)) + "–" + Results.number(all.max()),
        Results.number(rows / all.median()),
        Results.number(ratio));
  }

  /** All but the last hours is due, whatever time of day it is. */
  private Storage open(Path file) {
    ArchivePolicy policy =
        new ArchivePolicy(Span.parse("1 hour"), Span.parse("1 hour"), Span.parse("1 year"));
    StorageConfig config =
        new StorageConfig(
            "duckdb:" + file,
            null,
            null,
            List.of(),
            ZoneOffset.UTC,
            Duration.ofMinutes(10),
            List.of(new PolicyRule("*", "*", policy)));
    return Storage.open(config, InstantSource.fixed(end));
  }

  /** The job's own cut-off. */
  private Instant cut(Path file) throws IOException {
    try (Storage storage = open(file)) {
      List<Plan> plan = storage.lifeCycle().plan(Scope.ALL, end);
      if (plan.isEmpty() || plan.getFirst().archiveRows() == 0) {
        throw new IOException("nothing would be archived");
      }
      return plan.getFirst().archiveBefore();
    }
  }

  /** All hosts of ten steps in turn, as they come in when many hosts report. */
  private void fill(Path file) {
    try (Storage storage = open(file)) {
      for (int step = 0; step < steps; step += 10) {
        for (int host = 0; host < fleet.hosts(); host++) {
          List<Sample> samples = new ArrayList<>();
          for (int one = step; one < Math.min(steps, step + 10); one++) {
            samples.add(new Sample(Fleet.PROBE, fleet.time(one), rows(host, one)));
          }
          storage.accept(new Batch(fleet.host(host), null, samples, Map.of(), List.of()));
        }
      }
    }
  }

  private List<Row> rows(int host, int step) {
    List<Row> rows = new ArrayList<>();
    for (int key = 0; key < fleet.keys(); key++) {
      rows.add(
          new Row(
              List.of(fleet.key(key)),
              List.of("data", "stack"),
              new double[] {fleet.data(host, key, step), fleet.stack(host, key, step)}));
    }
    return rows;
  }

  private long archive(Path file, List<Double> seconds) {
    try (Storage storage = open(file)) {
      long before = System.nanoTime();
      List<Step> done = storage.lifeCycle().archive(Scope.ALL, end, step -> {});
      seconds.add((System.nanoTime() - before) / 1e9);
      return done.stream().mapToLong(Step::rows).sum();
    }
  }

  private void bare(Path file, Instant cut, List<Double> seconds) throws IOException {
    String old = " WHERE sample_time < make_timestamptz(" + cut.getEpochSecond() + "000000)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET threads = 1");
      statement.execute("SET memory_limit = '128MB'");
      statement.execute(
          "CREATE TABLE hours (host INTEGER, series INTEGER, sample_time TIMESTAMPTZ, samples BIGINT,"
              + " data_min DOUBLE, data_max DOUBLE, stack_min DOUBLE, stack_max DOUBLE)");
      long before = System.nanoTime();
      statement.execute("BEGIN");
      statement.execute(
          "INSERT INTO hours SELECT host, series, date_trunc('hour', sample_time), count(*),"
              + " min(data), max(data), min(stack), max(stack) FROM "
              + LIVE
              + old
              + " GROUP BY ALL");
      statement.execute("DELETE FROM " + LIVE + old);
      statement.execute("COMMIT");
      seconds.add((System.nanoTime() - before) / 1e9);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
