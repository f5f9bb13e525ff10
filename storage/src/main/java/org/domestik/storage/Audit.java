// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.domestik.model.Glob;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Difference;
import org.domestik.storage.LifeCycle.Scope;

/** Compares the books with what is there, within one snapshot. */
final class Audit {
  /** Enough to see what is wrong; of a store that is all wrong nobody reads more. */
  private static final int MAX_DIFFERENCES = 1000;

  private final Database database;
  private final Catalog catalog;

  Audit(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  private static final class Sums {
    final int host;
    long accepted;
    long purged;
    long live;
    long archived;
    final List<Difference> differences = new ArrayList<>();

    Sums(int host) {
      this.host = host;
    }
  }

  List<Balance> balances(Scope scope) {
    Predicate<String> hostNamed = Glob.of(scope.host());
    Predicate<String> probeNamed = Glob.of(scope.probe());
    Map<Integer, String> hosts = new HashMap<>();
    Map<String, Map<String, Sums>> found = new TreeMap<>();
    database.read(
        transaction -> {
          transaction.each(
              "SELECT id, name FROM domestik.host",
              row -> {
                if (hostNamed.test(row.getString(2))) {
                  hosts.put(row.getInt(1), row.getString(2));
                }
              });
          for (KnownProbe probe : catalog.probes()) {
            if (probeNamed.test(probe.name()) && probe.behaviour().isDescribed()) {
              Map<Integer, Sums> sums = count(transaction, probe);
              compareArchive(transaction, probe, sums);
              sums.values().forEach(it -> compareLive(transaction, probe, it));
              sums.forEach(
                  (host, it) -> {
                    String name = hosts.get(host);
                    if (name != null) {
                      found.computeIfAbsent(name, at -> new TreeMap<>()).put(probe.name(), it);
                    }
                  });
            }
          }
          return true;
        });
    List<Balance> balances = new ArrayList<>();
    found.forEach(
        (host, probes) ->
            probes.forEach((probe, sums) -> balances.add(balance(host, probe, sums))));
    return balances;
  }

  private static Balance balance(String host, String probe, Sums sums) {
    return new Balance(
        host, probe, sums.accepted, sums.live, sums.archived, sums.purged, sums.differences);
  }

  private static Map<Integer, Sums> count(Transaction transaction, KnownProbe probe) {
    Layout layout = probe.layout();
    Map<Integer, Sums> found = new TreeMap<>();
    transaction.each(
        "SELECT host, sum(accepted), sum(purged), 1 FROM domestik.ledger WHERE probe = ? GROUP BY"
            + " host UNION ALL SELECT host, count(*), 0, 2 FROM "
            + Layout.table(layout.live())
            + " GROUP BY host UNION ALL SELECT host, sum(samples), 0, 3 FROM "
            + Layout.table(layout.buckets())
            + " GROUP BY host",
        row -> {
          Sums sums = found.computeIfAbsent(row.getInt(1), Sums::new);
          switch (row.getInt(4)) {
            case 1 -> {
              sums.accepted = row.getLong(2);
              sums.purged = row.getLong(3);
            }
            case 2 -> sums.live = row.getLong(2);
            default -> sums.archived = row.getLong(2);
          }
        },
        probe.id());
    return found;
  }

  /** Finds the buckets that are not as they were booked, by their start. */
  private static void compareArchive(
      Transaction transaction, KnownProbe probe, Map<Integer, Sums> sums) {
    transaction.each(
        "SELECT host, "
            + transaction.dialect().micros("sample_time")
            + ", sum(booked), sum(found) FROM (SELECT host, sample_time, samples AS booked, 0 AS"
            + " found FROM domestik.book WHERE probe = ? UNION ALL SELECT host, sample_time, 0,"
            + " samples FROM "
            + Layout.table(probe.layout().buckets())
            + ") u GROUP BY host, sample_time HAVING sum(booked) <> sum(found) ORDER BY host,"
            + " sample_time LIMIT "
            + MAX_DIFFERENCES,
        row ->
            sums.computeIfAbsent(row.getInt(1), Sums::new)
                .differences
                .add(
                    new Difference(instant(row.getLong(2)), false, row.getLong(3), row.getLong(4))),
        probe.id());
  }

  /** Finds the hours of live rows that are there twice, and says how many others are missing. */
  private static void compareLive(Transaction transaction, KnownProbe probe, Sums sums) {
    long offInArchive = sums.differences.stream().mapToLong(it -> it.booked() - it.found()).sum();
    long booked = sums.accepted - sums.purged - sums.archived - offInArchive;
    if (booked == sums.live) {
      return;
    }
    String hour = transaction.dialect().micros("sample_time") + " / 3600000000";
    String live = Layout.table(probe.layout().live());
    long[] doubled = {0};
    transaction.each(
        "SELECT CAST(floor(hour) AS BIGINT), sum(times), count(*) FROM (SELECT "
            + hour
            + " AS hour, count(*) AS times FROM "
            + live
            + " WHERE host = ? GROUP BY series, sample_time) d GROUP BY CAST(floor(hour) AS"
            + " BIGINT) HAVING sum(times) > count(*) ORDER BY 1 LIMIT "
            + MAX_DIFFERENCES,
        row -> {
          doubled[0] += row.getLong(2) - row.getLong(3);
          Instant from = instant(row.getLong(1) * 3_600_000_000L);
          sums.differences.add(new Difference(from, true, row.getLong(3), row.getLong(2)));
        },
        sums.host);
    long single = sums.live - doubled[0];
    if (single != booked) {
      transaction.each(
          "SELECT coalesce(min("
              + transaction.dialect().micros("sample_time")
              + "), 0) FROM "
              + live
              + " WHERE host = ?",
          row ->
              sums.differences.add(new Difference(instant(row.getLong(1)), true, booked, single)),
          sums.host);
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
