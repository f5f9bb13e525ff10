// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Options;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Plan;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.Storage;

/**
 * The jobs archive and purge beside the bare SQL for the same work: all in this process, on copies
 * of one DuckDB file.
 */
public final class Archiving {
  private static final ArchivePolicy HOURS = EmbeddedStore.policy("1 hour", "1 hour", "1 year");

  /** Many small buckets, all of which are past their keep as soon as they are there. */
  private static final ArchivePolicy PASSING =
      EmbeddedStore.policy("1 hour", "5 minutes", "1 hour");

  private final Options options;
  private final Results results;
  private final Fleet fleet;
  private final int steps;
  private final Instant end;

  public Archiving(Options options, Results results, int steps) {
    this.options = options;
    this.results = results;
    this.steps = steps;
    this.end = Instant.ofEpochSecond(options.now().getEpochSecond() / 3600 * 3600);
    this.fleet = new Fleet(40, 25, end.minusSeconds(60L * steps), 60);
  }

  /** Does the work on a file. */
  private interface Way {
    /** Returns the seconds it took. */
    double run(Path file) throws IOException;
  }

  /** One of those compared, with the seconds it took so far. */
  private record Side(String name, Way way, List<Double> seconds) {
    Side(String name, Way way) {
      this(name, way, new ArrayList<>());
    }
  }

  public void run() throws IOException {
    Path folder = options.folder("archive");
    Path filled = folder.resolve("filled.db");
    fill(filled);
    Plan plan = plan(filled);
    Instant cut = plan.archiveBefore();
    long rows = plan.archiveRows() * fleet.hosts();
    results.text("## Archive: %d rows of %d series".formatted(rows, fleet.series()));
    compare(
        filled,
        rows,
        new Side("archive job", file -> job(file, HOURS, LifeCycle::archive)),
        new Side("bare SQL: minimum, maximum, count", file -> BareArchive.extremes(file, cut)),
        new Side("bare SQL: all that the job keeps", file -> BareArchive.all(file, cut)),
        new Side("the same, as fast as is known", file -> BareArchive.fastest(file, cut)));
    job(filled, PASSING, LifeCycle::archive);
    long buckets = rows / 5;
    results.text("### Purge: %d buckets of five rows each".formatted(buckets));
    compare(
        filled,
        buckets,
        new Side("purge job", file -> job(file, PASSING, LifeCycle::purge)),
        new Side("bare DELETE", file -> BareArchive.purge(file, cut)));
    Disk.remove(folder);
  }

  /** Each side on copies of one file; in each round another is the first. The job is side 0. */
  private void compare(Path file, long rows, Side... sides) throws IOException {
    for (int round = 0; round < options.rounds(); round++) {
      for (int i = 0; i < sides.length; i++) {
        Side side = sides[(round + i) % sides.length];
        Path folder = options.folder("archive-copy");
        side.seconds.add(side.way.run(Files.copy(file, folder.resolve("copy.db"))));
        Disk.remove(folder);
      }
    }
    double job = Quantiles.of(sides[0].seconds).median();
    results.head("", "seconds, median", "rounds from–to", "rows per second", "the job against it");
    for (Side side : sides) {
      Quantiles all = Quantiles.of(side.seconds);
      results.row(
          side.name,
          Results.number(all.median()),
          Results.number(all.at(0)) + "–" + Results.number(all.max()),
          Results.number(rows / all.median()),
          Results.number(job / all.median()));
    }
    results.end();
  }

  private Storage open(Path file, ArchivePolicy policy) {
    return EmbeddedStore.open(file, policy, InstantSource.fixed(end));
  }

  /** What is due, of each host the same: all but the last hours, whatever time of day it is. */
  private Plan plan(Path file) throws IOException {
    try (Storage storage = open(file, HOURS)) {
      List<Plan> plans = storage.lifeCycle().plan(Scope.ALL, end);
      if (plans.size() != fleet.hosts() || plans.getFirst().archiveRows() == 0) {
        throw new IOException("nothing would be archived");
      }
      return plans.getFirst();
    }
  }

  /** All hosts of ten steps in turn, as they come in when many hosts report. */
  private void fill(Path file) {
    try (Storage storage = open(file, HOURS)) {
      for (int step = 0; step < steps; step += 10) {
        for (int host = 0; host < fleet.hosts(); host++) {
          List<Sample> samples = new ArrayList<>();
          for (int one = step; one < Math.min(steps, step + 10); one++) {
            samples.add(new Sample(Fleet.PROBE, fleet.time(one), fleet.rows(host, one)));
          }
          storage.accept(new Batch(fleet.host(host), null, samples, Map.of(), List.of()));
        }
      }
    }
  }

  /** One of the two jobs. */
  private interface Job {
    List<Step> run(LifeCycle lifeCycle, Scope scope, Instant now, Consumer<Step> progress);
  }

  private double job(Path file, ArchivePolicy policy, Job job) throws IOException {
    try (Storage storage = open(file, policy)) {
      long before = System.nanoTime();
      List<Step> done = job.run(storage.lifeCycle(), Scope.ALL, end, step -> {});
      double seconds = (System.nanoTime() - before) / 1e9;
      if (done.size() != fleet.hosts()) {
        throw new IOException("not all that is due was done");
      }
      return seconds;
    }
  }
}
