// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.storage.LifeCycle.Plan;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.archive.CutOffs.Age;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.hosts.Hosts;
import org.domestik.storage.sql.Database;
import org.jspecify.annotations.Nullable;

/** Says what the jobs would do, and does nothing. */
final class JobPlanner {
  private final Database database;
  private final Catalog catalog;
  private final Policies policies;
  private final CutOffs cutOffs;

  JobPlanner(Database database, Catalog catalog, Policies policies, CutOffs cutOffs) {
    this.database = database;
    this.catalog = catalog;
    this.policies = policies;
    this.cutOffs = cutOffs;
  }

  /** What the jobs would do now. */
  List<Plan> plan(Scope scope, Instant now) {
    List<Plan> plans = new ArrayList<>();
    Map<String, Instant> lasts = cutOffs.lasts(scope, now);
    for (KnownProbe probe : cutOffs.probes(scope)) {
      Map<String, Instant> archiveBefore = cutOffs.of(lasts, probe, Age.AFTER);
      Map<String, Instant> purgeBefore = cutOffs.of(lasts, probe, Age.KEEP);
      Map<String, Instant> byClock = new LinkedHashMap<>();
      archiveBefore
          .keySet()
          .forEach(host -> byClock.put(host, cutOffs.of(host, probe, now, Age.AFTER)));
      Map<String, Long> rows = rows(probe, archiveBefore, Age.AFTER);
      Map<String, Long> buckets = rows(probe, purgeBefore, Age.KEEP);
      Map<String, Long> passing = passingBuckets(probe, rows, archiveBefore, purgeBefore);
      Map<String, Long> byClockRows = rows(probe, byClock, Age.AFTER);
      for (String host : archiveBefore.keySet()) {
        long archive = rows.getOrDefault(host, 0L);
        long stored = buckets.getOrDefault(host, 0L);
        long purge = stored + passing.getOrDefault(host, 0L);
        long pinned = byClockRows.getOrDefault(host, 0L) - archive;
        if (archive + purge + pinned > 0) {
          plans.add(
              new Plan(
                  host,
                  probe.name(),
                  archiveBefore.getOrDefault(host, now),
                  archive,
                  purgeBefore.getOrDefault(host, now),
                  purge,
                  isSilent(lasts.get(host), now) ? pinned : 0,
                  database.dialect().liveBytes(probe.description()) * archive
                      + database.dialect().bucketBytes(probe.description()) * stored));
        }
      }
    }
    return plans;
  }

  /** How many rows of each host are before its cut-off; only those with any. */
  private Map<String, Long> rows(KnownProbe probe, Map<String, Instant> before, Age age) {
    Map<String, Long> rows = new HashMap<>();
    DueRows.of(database, catalog, probe, before, age == Age.AFTER)
        .forEach((host, due) -> rows.put(host, due.rows()));
    return rows;
  }

  /** How many buckets of each host archive would make now and purge then remove. */
  private Map<String, Long> passingBuckets(
      KnownProbe probe,
      Map<String, Long> rows,
      Map<String, Instant> archiveBefore,
      Map<String, Instant> purgeBefore) {
    Map<String, Instant> before = new LinkedHashMap<>(archiveBefore);
    before.keySet().retainAll(rows.keySet());
    return before.isEmpty()
        ? Map.of()
        : database.read(
            transaction ->
                new Archiving(transaction, probe.description(), probe.tables(), policies)
                    .newBuckets(before, purgeBefore));
  }

  private static boolean isSilent(@Nullable Instant last, Instant now) {
    return last != null && Hosts.isSilent(last, now);
  }
}
