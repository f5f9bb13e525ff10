// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.hosts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.storage.Deletion;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.Layout;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Says what a host's deletion removes, and removes it. */
public final class HostRemoval {
  private final Database database;
  private final Catalog catalog;

  public HostRemoval(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  public Deletion announce(String name) {
    KnownHost host = known(catalog, name);
    return database.read(transaction -> count(transaction, host));
  }

  public Deletion remove(String name) {
    KnownHost host = known(catalog, name);
    return catalog.forget(
        host,
        transaction -> {
          Deletion deletion = count(transaction, host);
          for (KnownProbe probe : catalog.probes()) {
            if (probe.isDescribed()) {
              Layout layout = probe.layout();
              for (String table : List.of(layout.live(), layout.buckets(), layout.series())) {
                transaction.execute(
                    "DELETE FROM " + Identifiers.table(table) + " WHERE host = ?", host.id());
              }
            } else {
              // A written probe knows its own tables: all its data is old before the end of time.
              Instant end = Instant.parse("9999-01-01T00:00:00Z");
              probe.behaviour().archive(transaction, name, end);
              probe.behaviour().purge(transaction, name, end);
            }
          }
          List<String> tables =
              new ArrayList<>(List.of("ledger", "book", "delivery", "conflict", "run", "said"));
          if (!database.dialect().isShared()) {
            tables.addAll(List.of("clustered", "lost"));
          }
          for (String table : tables) {
            transaction.execute(
                "DELETE FROM " + Identifiers.table(table) + " WHERE host = ?", host.id());
          }
          transaction.execute("DELETE FROM domestik.host WHERE id = ?", host.id());
          return deletion;
        });
  }

  private Deletion count(Transaction transaction, KnownHost host) {
    List<String> probes = new ArrayList<>();
    long[] counts = new long[3];
    for (KnownProbe probe : catalog.probes()) {
      if (probe.isDescribed()) {
        transaction.each(
            "SELECT (SELECT count(*) FROM "
                + Identifiers.table(probe.layout().live())
                + " WHERE host = ?), count(*), coalesce(sum(samples), 0) FROM "
                + Identifiers.table(probe.layout().buckets())
                + " WHERE host = ?",
            row -> {
              counts[0] += row.getLong(1);
              counts[1] += row.getLong(2);
              counts[2] += row.getLong(1) + row.getLong(3);
              if (row.getLong(1) + row.getLong(2) > 0) {
                probes.add(probe.name());
              }
            },
            host.id(),
            host.id());
      }
    }
    @Nullable Instant[] last = {null};
    transaction.each(
        "SELECT max(last_sample) FROM domestik.ledger WHERE host = ?",
        row -> last[0] = Times.instant(row, 1),
        host.id());
    probes.sort(null);
    return new Deletion(host.name(), probes, counts[0], counts[1], counts[2], last[0]);
  }

  /** The host of that name, or {@link BadInput} with the nearest. */
  static KnownHost known(Catalog catalog, String name) {
    KnownHost host = catalog.host(name);
    if (host == null) {
      List<String> names = catalog.hosts().stream().map(KnownHost::name).toList();
      throw new BadInput("no host \"" + name + "\"" + Nearest.hint(name, names));
    }
    return host;
  }
}
