// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.hosts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.storage.Deletion;
import org.domestik.storage.Probe;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

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
          List<String> tables = new ArrayList<>(Schema.ofHosts(database.dialect()));
          for (KnownProbe probe : catalog.probes()) {
            switch (probe.kind()) {
              case ProbeKind.Described _ -> tables.addAll(probe.tables().all());
              case HandWritten(Probe written) -> {
                // It alone knows its tables: all its data is old before the end of time.
                Instant end = Instant.parse("9999-01-01T00:00:00Z");
                written.archive(transaction, name, end);
                written.purge(transaction, name, end);
              }
            }
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
    Map<String, Rows> probes = new TreeMap<>();
    for (KnownProbe probe : catalog.described()) {
      Rows rows = count(transaction, probe, host);
      if (rows.live() + rows.buckets() > 0) {
        probes.put(probe.name(), rows);
      }
    }
    Instant last =
        transaction.first(
            "SELECT max(last_sample) FROM domestik.ledger WHERE host = ?",
            row -> Times.instant(row, 1),
            host.id());
    long live = probes.values().stream().mapToLong(Rows::live).sum();
    long buckets = probes.values().stream().mapToLong(Rows::buckets).sum();
    long archived = probes.values().stream().mapToLong(Rows::archived).sum();
    return new Deletion(
        host.name(), List.copyOf(probes.keySet()), live, buckets, live + archived, last);
  }

  /** What a probe has of a host; {@code archived}: the samples its buckets stand for. */
  private record Rows(long live, long buckets, long archived) {}

  private static Rows count(Transaction transaction, KnownProbe probe, KnownHost host) {
    return transaction.one(
        """
        SELECT (SELECT count(*) FROM %s WHERE host = ?), count(*), coalesce(sum(samples), 0)
        FROM %s WHERE host = ?
        """
            .formatted(
                Identifiers.table(probe.tables().live()),
                Identifiers.table(probe.tables().buckets())),
        row -> new Rows(row.getLong(1), row.getLong(2), row.getLong(3)),
        host.id(),
        host.id());
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
