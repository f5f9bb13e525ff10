// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.books;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.domestik.model.Glob;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Difference;
import org.domestik.storage.LifeCycle.Loss;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/** Compares the books with what is there, within one snapshot. */
public final class Audit {
  /** Enough to see what is wrong; of a store that is all wrong nobody reads more. */
  private static final int MAX_DIFFERENCES = 1000;

  private final Database database;
  private final Catalog catalog;

  public Audit(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  private static final class Sums {
    long accepted;
    long purged;
    long live;
    long archived;

    /** Booked as neither live, archived nor purged: lost before the books knew hours. */
    long elsewhere;

    final List<Difference> differences = new ArrayList<>();
    final List<Loss> losses = new ArrayList<>();
  }

  public List<Balance> balances(Scope scope) {
    return database.read(transaction -> balances(transaction, scope));
  }

  private List<Balance> balances(Transaction transaction, Scope scope) {
    Predicate<String> hostNamed = Glob.of(scope.host());
    Predicate<String> probeNamed = Glob.of(scope.probe());
    Map<Integer, String> hosts = new HashMap<>();
    Map<String, Map<String, Sums>> found = new TreeMap<>();
    transaction.each(
        "SELECT id, name FROM domestik.host",
        row -> {
          if (hostNamed.test(row.getString(2))) {
            hosts.put(row.getInt(1), row.getString(2));
          }
        });
    for (KnownProbe probe : catalog.described()) {
      if (probeNamed.test(probe.name())) {
        Map<Integer, Sums> sums = count(transaction, probe);
        String asked = scope.host().equals("*") ? "" : within(hosts.keySet());
        compareArchive(transaction, probe, asked, sums);
        compareLive(transaction, probe, asked, sums);
        sums.forEach(
            (host, it) -> {
              String name = hosts.get(host);
              if (name != null) {
                found.computeIfAbsent(name, at -> new TreeMap<>()).put(probe.name(), it);
              }
            });
      }
    }
    Losses.read(
        transaction,
        (host, probe, loss) -> {
          if (hostNamed.test(host) && probeNamed.test(probe)) {
            found
                .computeIfAbsent(host, at -> new TreeMap<>())
                .computeIfAbsent(probe, at -> new Sums())
                .losses
                .add(loss);
          }
        });
    List<Balance> balances = new ArrayList<>();
    found.forEach(
        (host, probes) ->
            probes.forEach((probe, sums) -> balances.add(balance(host, probe, sums))));
    return balances;
  }

  /** Corrects the books to what is there, in one transaction; answers what was told before. */
  public List<Balance> acknowledge(Scope scope) {
    return database.writeOnSnapshot(
        transaction -> {
          transaction.run(database.dialect().lockAlone());
          List<Balance> told =
              balances(transaction, scope).stream().filter(it -> !it.balanced()).toList();
          Ledger ledger = new Ledger();
          for (Balance balance : told) {
            KnownHost host = catalog.host(balance.host());
            KnownProbe probe = catalog.probe(balance.probe());
            if (host != null && probe != null) {
              balance.differences().forEach(it -> correct(transaction, ledger, host, probe, it));
            }
            if (!balance.losses().isEmpty()) {
              Losses.forget(transaction, balance.host(), balance.probe());
            }
          }
          ledger.write(transaction);
          return told;
        });
  }

  private static void correct(
      Transaction transaction, Ledger ledger, KnownHost host, KnownProbe probe, Difference it) {
    long more = it.found() - it.booked();
    Instant from = it.from();
    if (it.live()) {
      ledger.corrected(host.id(), probe.id(), from, more);
    } else if (from != null) {
      ledger.corrected(host.id(), probe.id(), null, more);
      new ArchiveLedger(transaction, probe.name()).correct(host.id(), from, more);
    }
  }

  private static Balance balance(String host, String probe, Sums sums) {
    return new Balance(
        host,
        probe,
        sums.accepted,
        sums.live,
        sums.archived,
        sums.purged,
        sums.differences,
        sums.losses);
  }

  private static Map<Integer, Sums> count(Transaction transaction, KnownProbe probe) {
    ProbeTables tables = probe.tables();
    Map<Integer, Sums> found = new TreeMap<>();
    transaction.each(
        """
        SELECT host, sum(a), sum(b), sum(c), kind
        FROM (
          SELECT host, sum(accepted) AS a, sum(purged) AS b,
            sum(CASE WHEN hour IS NULL THEN accepted ELSE 0 END) AS c, 1 AS kind
          FROM domestik.ledger WHERE probe = ? GROUP BY host
          UNION ALL
          SELECT host, count(*), 0, 0, 2 FROM %s GROUP BY host
          UNION ALL
          SELECT host, sum(samples), 0, 0, 3 FROM %s GROUP BY host
          UNION ALL
          SELECT host, sum(samples), 0, 0, 4 FROM domestik.book WHERE probe = ? GROUP BY host
        ) u
        GROUP BY host, kind
        """
            .formatted(Identifiers.table(tables.live()), Identifiers.table(tables.buckets())),
        row -> {
          Sums sums = found.computeIfAbsent(row.getInt(1), it -> new Sums());
          switch (row.getInt(5)) {
            case 1 -> {
              sums.accepted = row.getLong(2);
              sums.purged = row.getLong(3);
              sums.elsewhere += row.getLong(4) - row.getLong(3);
            }
            case 2 -> sums.live = row.getLong(2);
            case 3 -> sums.archived = row.getLong(2);
            default -> sums.elsewhere -= row.getLong(2);
          }
        },
        probe.id(),
        probe.id());
    found.values().stream()
        .filter(sums -> sums.elsewhere != 0)
        .forEach(sums -> sums.differences.add(new Difference(null, true, sums.elsewhere, 0)));
    return found;
  }

  /** Finds the buckets that are not as they were booked, by their start. */
  private static void compareArchive(
      Transaction transaction, KnownProbe probe, String asked, Map<Integer, Sums> sums) {
    transaction.each(
        """
        SELECT host, %s, sum(booked), sum(found)
        FROM (
          SELECT host, sample_time, samples AS booked, 0 AS found
          FROM domestik.book WHERE probe = ?
          UNION ALL
          SELECT host, sample_time, 0, samples FROM %s
        ) u%s
        GROUP BY host, sample_time HAVING sum(booked) <> sum(found)
        ORDER BY host, sample_time LIMIT %s
        """
            .formatted(
                transaction.dialect().micros("sample_time"),
                Identifiers.table(probe.tables().buckets()),
                asked,
                MAX_DIFFERENCES),
        row ->
            sums.computeIfAbsent(row.getInt(1), it -> new Sums())
                .differences
                .add(
                    new Difference(
                        Times.instant(row.getLong(2)), false, row.getLong(3), row.getLong(4))),
        probe.id());
  }

  /** Finds the hours of which other live rows are there than were booked. */
  private static void compareLive(
      Transaction transaction, KnownProbe probe, String asked, Map<Integer, Sums> sums) {
    transaction.each(
        """
        SELECT host, hour, sum(booked), sum(found)
        FROM (
          SELECT host, hour, accepted AS booked, 0 AS found
          FROM domestik.ledger WHERE probe = ? AND hour IS NOT NULL
          UNION ALL
          SELECT host, hour, 0, count(*)
          FROM (SELECT host, %s AS hour FROM %s) live GROUP BY host, hour
        ) u%s
        GROUP BY host, hour HAVING sum(booked) <> sum(found)
        ORDER BY host, hour LIMIT %s
        """
            .formatted(
                transaction.dialect().wholeHours("sample_time"),
                Identifiers.table(probe.tables().live()),
                asked,
                MAX_DIFFERENCES),
        row ->
            sums.computeIfAbsent(row.getInt(1), it -> new Sums())
                .differences
                .add(
                    new Difference(
                        Ledger.begin(row.getLong(2)), true, row.getLong(3), row.getLong(4))),
        probe.id());
  }

  /** Those that are asked for, so that others' many differences leave none of theirs out. */
  private static String within(Set<Integer> hosts) {
    // No host has this number; without one the list would not be SQL.
    return " WHERE host IN (-1%s)"
        .formatted(hosts.stream().map(it -> ", " + it).collect(Collectors.joining()));
  }
}
