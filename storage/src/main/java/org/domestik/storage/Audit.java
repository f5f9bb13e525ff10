// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.domestik.model.Glob;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Scope;

/** Compares the books with what is there, within one snapshot. */
final class Audit {
  private final Database database;
  private final Catalog catalog;

  Audit(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  private static final class Sums {
    long accepted;
    long purged;
    long live;
    long archived;
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
              count(transaction, probe, hosts, found);
            }
          }
          return true;
        });
    List<Balance> balances = new ArrayList<>();
    found.forEach(
        (host, probes) ->
            probes.forEach(
                (probe, sums) ->
                    balances.add(
                        new Balance(
                            host, probe, sums.accepted, sums.live, sums.archived, sums.purged))));
    return balances;
  }

  private static void count(
      Transaction transaction,
      KnownProbe probe,
      Map<Integer, String> hosts,
      Map<String, Map<String, Sums>> found) {
    Layout layout = probe.layout();
    transaction.each(
        "SELECT host, sum(accepted), sum(purged), 1 FROM domestik.ledger WHERE probe = ? GROUP BY"
            + " host UNION ALL SELECT host, count(*), 0, 2 FROM "
            + Layout.table(layout.live())
            + " GROUP BY host UNION ALL SELECT host, sum(samples), 0, 3 FROM "
            + Layout.table(layout.buckets())
            + " GROUP BY host",
        row -> {
          String host = hosts.get(row.getInt(1));
          if (host != null) {
            Sums sums =
                found
                    .computeIfAbsent(host, it -> new TreeMap<>())
                    .computeIfAbsent(probe.name(), it -> new Sums());
            switch (row.getInt(4)) {
              case 1 -> {
                sums.accepted = row.getLong(2);
                sums.purged = row.getLong(3);
              }
              case 2 -> sums.live = row.getLong(2);
              default -> sums.archived = row.getLong(2);
            }
          }
        },
        probe.id());
  }
}
