// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Nearest;
import org.domestik.server.leak.Leaks;
import org.domestik.server.metrics.Histogram;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.Storage;
import org.jspecify.annotations.Nullable;

/** Runs operations; archive and purge one at a time, whoever asks. Safe for many threads. */
public final class Operations {
  private final Storage storage;
  private final InstantSource clock;
  private final ServerMetrics metrics;
  private final Leaks leaks;
  private final ReentrantLock oneAtATime = new ReentrantLock(true);
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  /** {@code zone}: whose midnights part the days. */
  public Operations(Storage storage, InstantSource clock, ZoneId zone, ServerMetrics metrics) {
    this.storage = storage;
    this.clock = clock;
    this.metrics = metrics;
    this.leaks = new Leaks(storage, zone);
  }

  /**
   * Runs an operation to its end.
   *
   * @param progress hears of each step of archive and purge as it is done
   */
  public Report run(Operation operation, Target target, Consumer<Step> progress) {
    Instant given = target.now();
    Instant now = given == null ? clock.instant() : given;
    Scope scope = new Scope(target.host(), target.probe());
    if (!operation.isOnOneHost()) {
      isKnown("host", target.host(), () -> storage.hosts().stream().map(HostStatus::host).toList());
      isKnown("probe", target.probe(), () -> storage.descriptions().keySet());
    }
    return switch (operation) {
      case ARCHIVE ->
          steps(
              operation,
              target,
              metrics.archive,
              () -> archive(storage.lifeCycle(), scope, now, progress));
      case PURGE ->
          steps(
              operation,
              target,
              metrics.purge,
              () -> storage.lifeCycle().purge(scope, now, progress));
      case PLAN -> Reports.plan(storage.lifeCycle().plan(scope, now));
      case VERIFY -> Reports.verify(storage.lifeCycle().verify(scope));
      case ACKNOWLEDGE -> Reports.verify(storage.lifeCycle().acknowledge(scope));
      case LEAKS -> Reports.leaks(leaks.find((host, probe) -> matches(target, host, probe), now));
      case RETIRE -> {
        storage.retire(name(target), now);
        yield hosts(target);
      }
      case UNRETIRE -> {
        storage.unretire(name(target));
        yield hosts(target);
      }
      case DELETION -> Reports.deletion(storage.deletion(name(target)));
      case DELETE -> Reports.deletion(storage.delete(name(target)));
    };
  }

  private static List<Step> archive(
      LifeCycle lifeCycle, Scope scope, Instant now, Consumer<Step> progress) {
    try {
      return lifeCycle.archive(scope, now, progress);
    } finally {
      lifeCycle.cluster(now); // What went into the archive just now need not be moved before.
    }
  }

  /** What means nothing is mostly mistyped: better to say so than to do nothing. */
  private static void isKnown(
      String what, String glob, Supplier<? extends Collection<String>> known) {
    if (glob.equals("*")) {
      return;
    }
    Collection<String> names = known.get();
    if (names.stream().noneMatch(Glob.of(glob))) {
      throw new BadInput("there is no " + what + " \"" + glob + "\"" + Nearest.hint(glob, names));
    }
  }

  private interface Job {
    List<Step> run();
  }

  private Report steps(Operation operation, Target target, Histogram duration, Job job) {
    oneAtATime.lock();
    long started = System.nanoTime();
    try {
      Report report = Reports.steps(job.run());
      if (target.equals(Target.ALL)) {
        failures.remove(operation.word());
      }
      return report;
    } catch (RuntimeException e) {
      failures.put(
          operation.word(),
          "failed at " + clock.instant().truncatedTo(ChronoUnit.SECONDS) + ": " + e.getMessage());
      throw e;
    } finally {
      duration.record(Duration.ofNanos(System.nanoTime() - started));
      oneAtATime.unlock();
    }
  }

  /** Does something while neither archive nor purge runs; waits for one that does. */
  public void between(Runnable work) {
    oneAtATime.lock();
    try {
      work.run();
    } finally {
      oneAtATime.unlock();
    }
  }

  /** The last failures of archive and purge that no run over everything has made good since. */
  public Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  private static boolean matches(Target target, String host, String probe) {
    return Glob.matches(target.host(), host) && Glob.matches(target.probe(), probe);
  }

  private static String name(Target target) {
    if (Glob.isWild(target.host())) {
      throw new BadInput("name one host, not " + target.host());
    }
    return target.host();
  }

  private Report hosts(Target target) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    storage.hosts().stream()
        .filter(status -> status.host().equals(target.host()))
        .forEach(
            status ->
                rows.add(Arrays.asList(status.host(), status.state().word(), status.lastSample())));
    if (rows.isEmpty()) {
      throw new BadInput("there is no host \"" + target.host() + "\"");
    }
    return new Report(List.of("host", "state", "lastSample"), rows);
  }
}
