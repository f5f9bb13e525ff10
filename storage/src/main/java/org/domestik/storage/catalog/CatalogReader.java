// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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

  /** So many probes' series are read by one statement. */
  private static final int AT_ONCE = 25;

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
      KnownHosts hosts,
      Map<String, KnownProbe> probes,
      KeyCounts keys,
      Map<HostDescriptions.Place, HostDescription> hostDescriptions,
      long epoch) {}

  Found all(Transaction transaction) {
    KnownHosts hosts = new KnownHosts();
    Map<String, KnownProbe> probes = new ConcurrentHashMap<>();
    transaction.each("SELECT id, name, retired FROM domestik.host", row -> hosts.put(host(row)));
    Set<String> described = Schema.described(transaction);
    transaction.each(
        PROBES,
        row -> {
          boolean isDescribed = described.contains(row.getString(2));
          KnownProbe probe = probe(row, isDescribed, KnownProbe.noSeries());
          probes.put(probe.name(), probe);
        });
    KeyCounts keys = new KeyCounts();
    readSeries(
        transaction,
        probes.values().stream().filter(probe -> described.contains(probe.name())).toList(),
        hosts.count(),
        keys);
    return new Found(hosts, probes, keys, HostDescriptions.read(transaction), epoch(transaction));
  }

  /** The hosts that were numbered behind one. */
  List<KnownHost> hostsBehind(Transaction transaction, int id) {
    return transaction.list(
        "SELECT id, name, retired FROM domestik.host WHERE id > " + id, CatalogReader::host);
  }

  private static KnownHost host(ResultSet row) throws SQLException {
    return new KnownHost(row.getInt(1), row.getString(2), Times.instant(row, 3));
  }

  static long series(Collection<KnownProbe> probes) {
    return probes.stream().mapToLong(probe -> probe.series().size()).sum();
  }

  /** Those of some names, each of which is asked for once, that are probes' now. */
  Set<String> there(Transaction transaction, List<String> names) {
    String places = String.join(", ", Collections.nCopies(names.size(), "?"));
    return Set.copyOf(
        transaction.list(
            "SELECT name FROM domestik.probe WHERE name IN (" + places + ")",
            row -> row.getString(1),
            names.toArray()));
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

  /**
   * Of all probes, some in each statement: one for each takes twice as long where many are. Where
   * memory would not hold them the rest is only counted, to say what it takes.
   */
  private void readSeries(
      Transaction transaction, List<KnownProbe> probes, int hosts, KeyCounts keys) {
    AtomicLong count = new AtomicLong();
    int atOnce = transaction.dialect().isDistributed() ? 1 : AT_ONCE;
    for (int from = 0; from < probes.size(); from += atOnce) {
      series(
          transaction,
          probes.subList(from, Math.min(probes.size(), from + atOnce)),
          "",
          (probe, key, entry) -> {
            keys.added(key);
            if (budget.bearsAtStart(hosts, count.incrementAndGet(), keys.excess())) {
              probe.series().put(key, entry);
            }
          });
    }
    if (!budget.bearsAtStart(hosts, count.get(), keys.excess())) {
      throw budget.refusalAtStart(hosts, count.get(), keys.excess());
    }
  }

  /** Those of some keys. */
  Map<SeriesKey, SeriesEntry> series(
      Transaction transaction, KnownProbe probe, Set<SeriesKey> keys) {
    Map<SeriesKey, SeriesEntry> found = new HashMap<>();
    List<String> hosts = keys.stream().map(key -> Integer.toString(key.host())).distinct().toList();
    series(
        transaction,
        List.of(probe),
        " WHERE s.host IN (" + String.join(", ", hosts) + ")",
        (_, key, entry) -> {
          if (keys.contains(key)) {
            found.put(key, entry);
          }
        });
    return found;
  }

  /** A series' number in its host. */
  private record Place(int host, int series) {}

  private interface Heard {
    void of(KnownProbe probe, SeriesKey key, SeriesEntry entry);
  }

  private void series(Transaction transaction, List<KnownProbe> probes, String where, Heard heard) {
    List<Map<Place, Long>> lasts = lasts(transaction, probes, where);
    int levels = probes.stream().mapToInt(it -> it.description().keys().size()).max().orElse(0);
    eachOf(
        transaction,
        probes,
        probe -> select(probe, levels) + where,
        (number, row) -> {
          KnownProbe probe = probes.get(number);
          Place place = new Place(row.getInt(2), row.getInt(3));
          SeriesEntry entry = entry(place.series(), lasts.get(number).getOrDefault(place, -1L));
          List<String> key = Transaction.texts(row, 4, probe.description().keys().size());
          heard.of(probe, new SeriesKey(place.host(), List.copyOf(key)), entry);
        });
  }

  /** Of each probe, the times of the last rows of the series that have any, in microseconds. */
  private List<Map<Place, Long>> lasts(
      Transaction transaction, List<KnownProbe> probes, String where) {
    List<Map<Place, Long>> lasts = new ArrayList<>();
    probes.forEach(_ -> lasts.add(new HashMap<>()));
    AtomicLong count = new AtomicLong();
    eachOf(
        transaction,
        probes,
        probe ->
            "s.host, s.series, s.last FROM (%s) s%s"
                .formatted(
                    transaction
                        .dialect()
                        .lasts(
                            Identifiers.table(probe.tables().live()),
                            Identifiers.table(probe.tables().series())),
                    where),
        (number, row) -> {
          long last = row.getLong(4);
          if (!row.wasNull() && budget.bearsAtStart(0, count.incrementAndGet(), 0)) {
            lasts.get(number).put(new Place(row.getInt(2), row.getInt(3)), last);
          }
        });
    return lasts;
  }

  private interface NumberedRow {
    void read(int number, ResultSet row) throws SQLException;
  }

  /** Passes each row of a SELECT for each probe, behind the probe's number among them. */
  private static void eachOf(
      Transaction transaction,
      List<KnownProbe> probes,
      Function<KnownProbe, String> select,
      NumberedRow reader) {
    List<String> selects = new ArrayList<>();
    for (int number = 0; number < probes.size(); number++) {
      selects.add("SELECT " + number + ", " + select.apply(probes.get(number)));
    }
    transaction.each(String.join(" UNION ALL ", selects), row -> reader.read(row.getInt(1), row));
  }

  /** One probe's series; of fewer levels of the key than the others', the last ones are empty. */
  private static String select(KnownProbe probe, int levels) {
    List<String> keys = probe.description().keys();
    StringBuilder columns = new StringBuilder("s.host, s.series");
    for (int level = 0; level < levels; level++) {
      columns.append(", ");
      columns.append(level < keys.size() ? "s." + Identifiers.quoted(keys.get(level)) : "''");
    }
    return columns + " FROM " + Identifiers.table(probe.tables().series()) + " s";
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
