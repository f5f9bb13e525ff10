// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.logging.Level;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.archive.CutOffs.Age;
import org.domestik.storage.books.Audit;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.hosts.Hosts;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Transaction;

/** Archive, purge, plan and verify over all hosts and probes of a scope. */
public final class LifeCycleJobs implements LifeCycle {
  private static final int ATTEMPTS = 5;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Database database;
  private final Catalog catalog;
  private final Policies policies;
  private final CutOffs cutOffs;
  private final JobPlanner planner;
  private final MovedFronts moved;
  private final ToLongFunction<Instant> clustering;
  private final JobFailures failures = new JobFailures();

  /** {@code clustering} moves what has settled; answers how many rows. */
  public LifeCycleJobs(
      Database database,
      Catalog catalog,
      Hosts hosts,
      Policies policies,
      ZoneId zone,
      ArchiveEnds ends,
      ToLongFunction<Instant> clustering) {
    this.database = database;
    this.catalog = catalog;
    this.policies = policies;
    cutOffs = new CutOffs(catalog, hosts, policies, zone);
    planner = new JobPlanner(database, catalog, policies, cutOffs);
    moved = new MovedFronts(catalog, ends);
    this.clustering = clustering;
  }

  @Override
  public List<Step> archive(Scope scope, Instant now, Consumer<Step> progress) {
    return job(scope, now, Age.AFTER, progress);
  }

  @Override
  public List<Step> purge(Scope scope, Instant now, Consumer<Step> progress) {
    return job(scope, now, Age.KEEP, progress);
  }

  @Override
  public long cluster(Instant now) {
    return clustering.applyAsLong(now);
  }

  private List<Step> job(Scope scope, Instant now, Age age, Consumer<Step> progress) {
    List<Step> steps = new ArrayList<>();
    long start = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        new Run(scope, now, age, progress.andThen(steps::add)).all();
        return steps;
      } catch (StaleCatalog e) {
        // By time too: a fleet that starts brings new hosts faster than a busy server loads them.
        if (attempt >= ATTEMPTS && System.nanoTime() - start > PATIENCE_NANOS) {
          throw new StorageUnavailable("other servers change the probes again and again", e);
        }
        if (!catalog.isAlone()) { // Else memory is right, and has what comes meanwhile.
          catalog.load();
        }
      } finally {
        database.relax();
      }
    }
  }

  /** One run of a job, with what it could not do. */
  private final class Run {
    private final Scope scope;
    private final Instant now;
    private final Age age;
    private final Consumer<Step> done;
    private final List<Failure> failed = new ArrayList<>();

    Run(Scope scope, Instant now, Age age, Consumer<Step> done) {
      this.scope = scope;
      this.now = now;
      this.age = age;
      this.done = done;
    }

    void all() {
      // Of a host that speaks meanwhile a little less is old than could be.
      Map<String, Instant> lasts = cutOffs.lasts(scope, now);
      for (KnownProbe probe : cutOffs.probes(scope)) {
        try {
          Map<String, Instant> before = cutOffs.of(lasts, probe, age);
          parts(probe, before, age).forEach(part -> part(probe, part));
        } catch (StaleCatalog e) {
          throw e;
        } catch (RuntimeException e) {
          fail(probe, "*", e);
        }
      }
      failures.heal(scope, name(age), failed);
      if (!failed.isEmpty()) {
        throw new StorageUnavailable(
            failed.getFirst()
                + (failed.size() == 1 ? "" : "; and " + (failed.size() - 1) + " more"));
      }
    }

    /** Where hosts cannot be done together, does each by itself: one must not stop the others. */
    private void part(KnownProbe probe, Map<String, Instant> part) {
      List<Step> steps;
      try {
        steps = step(probe, part, age);
      } catch (StaleCatalog e) {
        throw e;
      } catch (RuntimeException e) { // A probe written in Java may throw whatever it likes.
        if (part.size() > 1) {
          part.forEach((host, at) -> part(probe, Map.of(host, at)));
        } else {
          part.keySet().forEach(host -> fail(probe, host, e));
        }
        return;
      }
      steps.forEach(done);
    }

    /** Notes what could not be done, but of a probe that was renamed or removed meanwhile. */
    private void fail(KnownProbe probe, String host, RuntimeException fault) {
      if (catalog.probe(probe.name()) == null) {
        return;
      }
      // If it is the whole database that fails, there is no use in going on.
      database.look(transaction -> transaction.run("SELECT 1"));
      String reason = String.valueOf(fault.getMessage());
      Failure failure = new Failure(name(age), host, probe.name(), reason, now);
      Log.LOGGER.log(
          Level.WARNING, failure.toString(), fault instanceof StorageUnavailable ? null : fault);
      failed.add(failure);
      failures.note(failure);
    }
  }

  private static String name(Age age) {
    return age == Age.AFTER ? "archive" : "purge";
  }

  /** What could not be done when it was last tried. */
  public List<Failure> failures() {
    return failures.all();
  }

  private List<Step> step(KnownProbe probe, Map<String, Instant> before, Age age) {
    if (age == Age.KEEP) {
      return change(probe, before, age);
    }
    moved.announce(probe, before);
    Map<Integer, Long> changes = moved.begin(probe, before);
    List<Step> steps = change(probe, before, age);
    moved.advance(probe, before, changes);
    return steps;
  }

  private List<Step> change(KnownProbe probe, Map<String, Instant> before, Age age) {
    return database.writeOnSnapshot(
        transaction -> {
          // First the lock that is waited for longest, as it takes no snapshot.
          if (probe.kind() instanceof ProbeKind.Described) {
            transaction.run(database.dialect().lockTable(probe.tables().buckets()));
          }
          transaction.run(database.dialect().lockShared());
          KnownProbe now = current(transaction, probe);
          List<Step> steps = run(transaction, now, before, age);
          if (age == Age.KEEP) {
            book(transaction, now, steps);
          }
          return steps;
        });
  }

  /**
   * What a probe is now, which nobody changes before the transaction's end: another thread may have
   * loaded what another server made of it. A column that a job does not know of would be deleted
   * without being archived.
   */
  private KnownProbe current(Transaction transaction, KnownProbe probe) {
    KnownProbe now = catalog.isStale(transaction) ? null : catalog.probe(probe.name());
    if (now == null || now.id() != probe.id()) {
      throw new StaleCatalog();
    }
    return now;
  }

  private List<Step> run(
      Transaction transaction, KnownProbe probe, Map<String, Instant> before, Age age) {
    return switch (probe.kind()) {
      case ProbeKind.Described _ -> {
        Archiving archiving =
            new Archiving(transaction, probe.description(), probe.tables(), policies);
        yield age == Age.AFTER ? archiving.archive(before) : archiving.purge(before);
      }
      case HandWritten(Probe written) -> {
        List<Step> steps = new ArrayList<>();
        before.forEach(
            (host, end) ->
                steps.add(
                    age == Age.AFTER
                        ? written.archive(transaction, host, end)
                        : written.purge(transaction, host, end)));
        yield steps;
      }
    };
  }

  private void book(Transaction transaction, KnownProbe probe, List<Step> steps) {
    Ledger ledger = new Ledger();
    for (Step step : steps) {
      KnownHost host = catalog.host(step.host());
      if (host != null && step.rows() > 0) {
        ledger.purged(host.id(), probe.id(), step.rows());
      }
    }
    ledger.write(transaction);
  }

  /** A described probe's hosts in parts, those of one written in Java one by one. */
  private List<Map<String, Instant>> parts(KnownProbe probe, Map<String, Instant> before, Age age) {
    if (probe.kind() instanceof HandWritten) {
      return before.entrySet().stream().map(one -> Map.of(one.getKey(), one.getValue())).toList();
    }
    Map<Integer, Long> series = new HashMap<>();
    probe.series().keySet().forEach(key -> series.merge(key.host(), 1L, Long::sum));
    Map<String, Long> work = new HashMap<>();
    due(probe, before, age)
        .forEach(
            (host, due) -> {
              KnownHost known = catalog.host(host);
              Instant end = before.get(host);
              if (known != null && end != null) {
                Duration every = policies.of(host, probe.description()).every().estimate();
                long all = series.getOrDefault(known.id(), 1L);
                work.put(host, age == Age.AFTER ? due.work(all, end, every) : due.rows());
              }
            });
    return JobParts.of(probe.description(), before, work);
  }

  private Map<String, DueRows> due(KnownProbe probe, Map<String, Instant> before, Age age) {
    if (age == Age.KEEP) {
      return DueRows.of(database, catalog, probe, before, false);
    }
    Map<Integer, Long> changes = moved.begin(probe, before);
    Map<String, DueRows> due = DueRows.of(database, catalog, probe, before, true);
    moved.find(probe, before, due, changes);
    return due;
  }

  @Override
  public List<Plan> plan(Scope scope, Instant now) {
    return planner.plan(scope, now);
  }

  @Override
  public List<Balance> verify(Scope scope) {
    return new Audit(database, catalog).balances(scope);
  }

  @Override
  public List<Balance> acknowledge(Scope scope) {
    return new Audit(database, catalog).acknowledge(scope);
  }
}
