// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.domestik.storage.Probe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.domestik.storage.tail.TailMemory;
import org.jspecify.annotations.Nullable;

/** Reads hosts, probes and series from the tables. */
final class CatalogReader {
  private static final String PROBES = "SELECT id, name, description, operator FROM domestik.probe";

  private final TailMemory memory;
  private final MemoryBudget budget;
  private final Map<String, Probe> written;

  /** {@code written}: by name, the probes whose classes are there. */
  CatalogReader(TailMemory memory, MemoryBudget budget, Map<String, Probe> written) {
    this.memory = memory;
    this.budget = budget;
    this.written = written;
  }

  /** All there is, and the number of the change that made it so. */
  record Found(
      Map<String, KnownHost> hosts,
      Map<String, KnownProbe> probes,
      Map<HostDescriptions.Place, HostDescription> hostDescriptions,
      long epoch) {}

  Found all(Transaction transaction) {
    Map<String, KnownHost> hosts = new ConcurrentHashMap<>();
    Map<String, KnownProbe> probes = new ConcurrentHashMap<>();
    transaction.each(
        "SELECT id, name, retired FROM domestik.host",
        row ->
            hosts.put(
                row.getString(2),
                new KnownHost(row.getInt(1), row.getString(2), Times.instant(row, 3))));
    Set<String> described = Schema.described(transaction);
    transaction.each(
        PROBES,
        row -> {
          boolean isDescribed = described.contains(row.getString(2));
          KnownProbe probe = probe(row, isDescribed, KnownProbe.noSeries());
          probes.put(probe.name(), probe);
          if (isDescribed) {
            readSeries(transaction, probe);
          }
          budget.checkAtStart(hosts.size(), series(probes.values()));
        });
    return new Found(hosts, probes, HostDescriptions.read(transaction), epoch(transaction));
  }

  static long series(Collection<KnownProbe> probes) {
    return probes.stream().mapToLong(probe -> probe.series().size()).sum();
  }

  /** A probe as it is now, with the series that are known; null if there is none. */
  @Nullable KnownProbe probe(Transaction transaction, String name, @Nullable KnownProbe known) {
    if (!transaction.any("SELECT id FROM domestik.probe WHERE name = ?", name)) {
      return null;
    }
    // Only then: to look for one among thousands of tables takes longer than all the rest.
    boolean described = Schema.has(transaction, "series_" + name);
    return transaction.first(
        PROBES + " WHERE name = ?",
        row -> {
          KnownProbe probe = probe(row, described, KnownProbe.noSeries());
          return known == null
              ? probe
              : probe.with(known.series(probe.description().keys().size()));
        },
        name);
  }

  private KnownProbe probe(ResultSet row, boolean described, Map<SeriesKey, SeriesEntry> series)
      throws SQLException {
    String name = row.getString(2);
    String operator = row.getString(4);
    return KnownProbe.of(
        row.getInt(1),
        DescriptionText.read(row.getString(3), name),
        operator == null ? null : DescriptionText.read(operator, name),
        described ? new ProbeKind.Described() : handWritten(name),
        series);
  }

  HandWritten handWritten(String name) {
    return new HandWritten(written.getOrDefault(name, new AbsentProbe(name)));
  }

  private void readSeries(Transaction transaction, KnownProbe probe) {
    series(
        transaction,
        probe,
        "",
        (key, entry) -> {
          probe.series().put(key, entry);
          budget.checkAtStart(0, probe.series().size());
        });
  }

  /** Those of some keys. */
  Map<SeriesKey, SeriesEntry> series(
      Transaction transaction, KnownProbe probe, Set<SeriesKey> keys) {
    Map<SeriesKey, SeriesEntry> found = new HashMap<>();
    List<String> hosts = keys.stream().map(key -> Integer.toString(key.host())).distinct().toList();
    series(
        transaction,
        probe,
        " WHERE s.host IN (" + String.join(", ", hosts) + ")",
        (key, entry) -> {
          if (keys.contains(key)) {
            found.put(key, entry);
          }
        });
    return found;
  }

  private void series(
      Transaction transaction,
      KnownProbe probe,
      String where,
      BiConsumer<SeriesKey, SeriesEntry> found) {
    StringBuilder keys = new StringBuilder();
    probe.description().keys().forEach(key -> keys.append(", s.").append(Identifiers.quoted(key)));
    transaction.each(
        """
        SELECT s.series, s.host,
          (SELECT max(%s) FROM %s l WHERE l.host = s.host AND l.series = s.series)%s
        FROM %s s%s
        """
            .formatted(
                transaction.dialect().micros("l.sample_time"),
                Identifiers.table(probe.tables().live()),
                keys,
                Identifiers.table(probe.tables().series()),
                where),
        row -> {
          long last = row.getLong(3);
          SeriesEntry entry = entry(row.getInt(1), row.wasNull() ? -1 : last);
          List<String> key = Transaction.texts(row, 4, probe.description().keys().size());
          found.accept(new SeriesKey(row.getInt(2), List.copyOf(key)), entry);
        });
  }

  /** A series of a number, whose last row in the tables is of a time; -1: there is none. */
  SeriesEntry entry(int number, long last) {
    return new SeriesEntry(number, last, memory);
  }

  /** The number of the last change of hosts, probes or series. */
  static long epoch(Transaction transaction) {
    return transaction.one("SELECT number FROM domestik.epoch", row -> row.getLong(1));
  }
}
