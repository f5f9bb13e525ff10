// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Options;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.Storage;

/**
 * What live data takes of the disk once it has been there for weeks: days go by in this process,
 * each with its samples and, four times a day, the job that moves rows into the order of series.
 */
public final class Days {
  private static final int MINUTES = 24 * 60;
  private static final int VALUES = 2;

  /** Nothing is archived meanwhile. */
  private static final ArchivePolicy KEPT = EmbeddedStore.policy("1 year", "1 hour", "2 years");

  private final Options options;
  private final Results results;
  private final int days;
  private final Fleet fleet;

  public Days(Options options, Results results, int days) {
    this.options = options;
    this.results = results;
    this.days = days;
    Instant end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    this.fleet = new Fleet(40, 25, end.minus(Duration.ofDays(days)), 60);
  }

  public void run() throws IOException {
    results.text("## %d days of %d series × 2 values, live".formatted(days, fleet.series()));
    results.head("times", "order", "bytes a value", "without free space", "job, seconds a day");
    for (int micros : List.of(0, 5_000)) {
      for (boolean clustered : List.of(false, true)) {
        live(micros, clustered);
      }
    }
    results.end();
  }

  private void live(int micros, boolean clustered) throws IOException {
    Path folder = options.folder("days");
    Path file = folder.resolve("days.db");
    AtomicReference<Instant> now = new AtomicReference<>(fleet.start());
    double seconds = 0;
    try (Storage storage = EmbeddedStore.open(file, KEPT, now::get)) {
      for (int step = 0; step < days * MINUTES; step += 60) {
        now.set(fleet.time(step + 60));
        for (int host = 0; host < fleet.hosts(); host++) {
          storage.accept(hour(host, step, micros));
        }
        if (clustered && step % 360 == 0) {
          long before = System.nanoTime();
          storage.lifeCycle().cluster(now.get());
          seconds += (System.nanoTime() - before) / 1e9;
        }
      }
    }
    double values = (double) days * MINUTES * fleet.series() * VALUES;
    results.row(
        micros == 0 ? "on the second" : "within " + micros / 1000 + " ms",
        clustered ? "by series" : "as they came",
        Results.number(Files.size(file) / values),
        Results.number(used(file) / values),
        clustered ? Results.number(seconds / days) : "–");
    Disk.remove(folder);
  }

  private Batch hour(int host, int from, int micros) {
    List<Sample> samples = new ArrayList<>();
    for (int step = from; step < from + 60; step++) {
      long late = micros == 0 ? 0 : Math.floorMod(fleet.data(host, 0, step) * 7919L, micros);
      samples.add(
          new Sample(Fleet.PROBE, fleet.time(step).plusNanos(1000 * late), fleet.rows(host, step)));
    }
    return new Batch(fleet.host(host), null, samples, Map.of(), List.of());
  }

  private static long used(Path file) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT used_blocks * block_size FROM pragma_database_size()")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
