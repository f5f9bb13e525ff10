// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.embedded;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Locale;
import org.domestik.benchmarks.embedded.JudgedHosts.Mood;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Options;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.server.alert.Watch;
import org.domestik.server.alert.rules.Rules;
import org.domestik.storage.Storage;
import org.domestik.storage.alert.Alert;

/**
 * What a look at all rules costs by itself: hosts with a sample a minute in a store within this
 * process, whose clock is driven, and four looks a minute as a server takes them. What the process
 * uses while it looks is counted, and nothing of what it takes to store the samples.
 */
public final class Judging {
  private static final int LOOKS = 4;

  /** By then what has to last has lasted, and what is missing is. */
  private static final int WARM = 13;

  private static final Duration PAUSE = Duration.ofSeconds(60 / LOOKS);

  private final Options options;
  private final Results results;
  private final int hosts;
  private final int minutes;

  public Judging(Options options, Results results, int hosts, int minutes) {
    this.options = options;
    this.results = results;
    this.hosts = hosts;
    this.minutes = minutes;
  }

  /** Goes on when it is told. */
  private static final class Driven implements InstantSource {
    private Instant now;

    Driven(Instant now) {
      this.now = now;
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    synchronized void later(Duration time) {
      now = now.plus(time);
    }
  }

  public void run() throws IOException {
    results.text(
        "## A look at %d rules about each of %d hosts, %d a minute, for %d minutes"
            .formatted(JudgedHosts.RULES, hosts, LOOKS, minutes));
    results.head(
        "hosts", "% of a core", "of it the thread itself", "longest look, ms", "alerts firing");
    for (Mood mood : Mood.values()) {
      one(mood);
    }
    results.end();
  }

  private void one(Mood mood) throws IOException {
    Path folder = options.folder("judging-" + mood.name().toLowerCase(Locale.ROOT));
    JudgedHosts all = new JudgedHosts(hosts, mood);
    Path file = folder.resolve("alerts.lua");
    Files.writeString(file, all.rules());
    Driven clock = new Driven(options.now());
    ArchivePolicy policy = EmbeddedStore.policy("60 days", "1 hour", "1 year");
    try (Storage storage = EmbeddedStore.open(folder.resolve("s.duckdb"), policy, clock);
        Watch watch =
            Watch.of(
                storage, clock, new Rules(file, ZoneOffset.UTC), () -> "http://a", host -> null)) {
      Spent warm = new Spent();
      for (int minute = 0; minute < WARM; minute++) {
        minute(storage, watch, clock, all, minute, warm);
      }
      Spent spent = new Spent();
      for (int minute = WARM; minute < WARM + minutes; minute++) {
        minute(storage, watch, clock, all, minute, spent);
      }
      long firing =
          storage.alerts().since(options.now(), 1_000_000).stream().filter(Alert::isFiring).count();
      double nanos = Duration.ofMinutes(minutes).toNanos();
      results.row(
          mood.words,
          Results.number(100 * spent.process / nanos),
          Results.number(100 * spent.thread / nanos),
          Results.number(spent.longest / 1e6),
          String.valueOf(firing));
    }
    Disk.remove(folder);
  }

  /** Nanoseconds. */
  private static final class Spent {
    long process;
    long thread;
    long longest;
  }

  /** A quarter of the hosts delivers before each look. */
  private static void minute(
      Storage storage, Watch watch, Driven clock, JudgedHosts all, int minute, Spent spent) {
    for (int look = 0; look < LOOKS; look++) {
      clock.later(PAUSE);
      storage.store(new ArrayList<>(all.batches(minute, look, LOOKS, clock.instant())), it -> {});
      storage.hosts(); // What was put off is stored, and is not charged to the look.
      long process = processNanos();
      long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long before = System.nanoTime();
      watch.look();
      spent.longest = Math.max(spent.longest, System.nanoTime() - before);
      spent.thread += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread;
      spent.process += processNanos() - process;
    }
  }

  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
