// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Transaction;

/** Gives numbers to hosts and series. Safe for use by several threads. */
public final class Numbering {
  private static final int AT_ONCE = 500;

  private final Catalog catalog;
  private final CatalogReader reader;
  private final Peers peers;

  Numbering(Catalog catalog, CatalogReader reader, Peers peers) {
    this.catalog = catalog;
    this.reader = reader;
    this.peers = peers;
  }

  /**
   * Numbers the hosts that have none.
   *
   * @throws BadInput where memory would not hold them
   */
  public void addHosts(Collection<String> names) {
    catalog.add(
        transaction -> {
          catalog.checkHosts(names.size());
          List<String> all = List.copyOf(names);
          List<KnownHost> hosts = new ArrayList<>();
          for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> part = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            hosts.addAll(numbered(transaction, part));
          }
          return hosts;
        },
        hosts -> hosts.forEach(catalog::put));
  }

  /** A fleet comes with thousands at once: three statements for each would keep it waiting. */
  private static List<KnownHost> numbered(Transaction transaction, List<String> names) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    transaction.each(
        "SELECT name, id FROM domestik.host WHERE name IN (?"
            + ", ?".repeat(names.size() - 1)
            + ")",
        row -> ids.put(row.getString(1), row.getInt(2)),
        names.toArray());
    List<Object> added = new ArrayList<>();
    int next = next(transaction, "id", "host");
    for (String name : names) {
      if (!ids.containsKey(name)) {
        added.addAll(List.of(next, name));
        ids.put(name, next++);
      }
    }
    if (!added.isEmpty()) {
      transaction.execute(
          "INSERT INTO domestik.host (id, name) VALUES (?, ?)"
              + ", (?, ?)".repeat(added.size() / 2 - 1),
          added.toArray());
    }
    List<KnownHost> hosts = new ArrayList<>();
    ids.forEach((name, id) -> hosts.add(new KnownHost(id, name, null)));
    return hosts;
  }

  /** A host with its number, which it is given if it has none. */
  static KnownHost numbered(Transaction transaction, String name) {
    Integer id =
        transaction.first(
            "SELECT id FROM domestik.host WHERE name = ?", row -> row.getInt(1), name);
    if (id == null) {
      id = next(transaction, "id", "host");
      transaction.execute("INSERT INTO domestik.host (id, name) VALUES (?, ?)", id, name);
    }
    return new KnownHost(id, name, null);
  }

  /**
   * Numbers the series of some probes, by name, that have none, likewise, in one transaction.
   *
   * @throws StaleCatalog where one of the probes is not there any more
   */
  public void addSeries(Map<String, Set<SeriesKey>> keys) {
    catalog.add(
        transaction -> {
          check(keys.values());
          Map<String, Map<SeriesKey, SeriesEntry>> series = new HashMap<>();
          keys.forEach(
              (name, its) ->
                  series.put(name, numbered(transaction, catalog.presentProbe(name), its)));
          return series;
        },
        series -> series.forEach((name, its) -> catalog.put(catalog.presentProbe(name), its)));
  }

  private void check(Collection<Set<SeriesKey>> keys) {
    int count = keys.stream().mapToInt(Set::size).sum();
    long excess =
        keys.stream().flatMap(Set::stream).mapToLong(key -> MemoryBudget.excess(key.key())).sum();
    catalog.checkSeries(count, excess);
  }

  private Map<SeriesKey, SeriesEntry> numbered(
      Transaction transaction, KnownProbe probe, Set<SeriesKey> keys) {
    Map<SeriesKey, SeriesEntry> all =
        new HashMap<>(peers.numbered(transaction, reader, probe, keys));
    String table = probe.tables().series();
    int next = next(transaction, "series", table);
    try (RowSink sink = transaction.sink(table, probe.tables().seriesColumns())) {
      for (SeriesKey key : keys) {
        if (!all.containsKey(key)) {
          sink.beginRow();
          sink.integer(next);
          sink.integer(key.host());
          key.key().forEach(sink::text);
          sink.endRow();
          all.put(key, reader.entry(next++, -1));
        }
      }
    }
    return all;
  }

  static int next(Transaction transaction, String column, String table) {
    return transaction.one(
        "SELECT coalesce(max(" + column + "), 0) + 1 FROM " + Identifiers.table(table),
        row -> row.getInt(1));
  }
}
