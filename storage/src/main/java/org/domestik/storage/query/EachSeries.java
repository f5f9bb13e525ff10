// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.storage.Probe;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;
import org.domestik.storage.sql.RowsBySeries;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/**
 * Reads all series of some hosts in few statements: a scan finds which there are, then many are
 * read at once, in the order of their numbers, each chunk of them in one snapshot.
 */
public final class EachSeries<T> {
  /** How many cells a chunk may have: the database, or its driver, holds them all in memory. */
  private static final long CELLS = 500_000;

  private final Database database;
  private final KnownProbe probe;
  private final Map<String, Window> windows;
  private final Storage.SeriesFunction<T> function;
  private final boolean all;
  private final ProbeTables tables;

  /** {@code all}: also those of which nothing is in their host's window. */
  public EachSeries(
      Database database,
      KnownProbe probe,
      Map<String, Window> windows,
      Storage.SeriesFunction<T> function,
      boolean all) {
    this.database = database;
    this.probe = probe;
    this.windows = windows;
    this.function = function;
    this.all = all;
    tables = probe.tables();
  }

  /** A host by number, and what is asked of it in microseconds, the second excluded. */
  private record Wanted(int id, String host, long from, long to) {}

  /** A series that has data; {@code rows} of it are in its host's window. */
  private record Found(int series, Wanted wanted, List<String> key, long rows) {}

  public List<T> read() {
    List<T> made = new ArrayList<>();
    switch (probe.kind()) {
      case HandWritten(Probe it) ->
          windows.forEach((host, window) -> made.addAll(written(it, host, window)));
      case ProbeKind.Described _ -> {
        for (List<Found> chunk : chunks(database.read(this::find))) {
          made.addAll(database.read(transaction -> read(transaction, chunk)));
        }
      }
    }
    return made;
  }

  /** What only its author knows the tables of is asked for key by key. */
  private List<T> written(Probe it, String host, Window window) {
    return database.read(
        transaction -> {
          Set<List<String>> keys = new LinkedHashSet<>(it.storedData(transaction, host));
          keys.addAll(it.archivedData(transaction, host));
          List<T> made = new ArrayList<>();
          for (List<String> key : keys) {
            Series archive = it.getArchivedData(transaction, host, key, window.from(), window.to());
            Series live = it.getStoredData(transaction, host, key, window.from(), window.to());
            Series series = SeriesBuilder.joined(archive, live, 0);
            if (all || !series.time().isEmpty()) {
              made.add(function.apply(host, key, series));
            }
          }
          return made;
        });
  }

  /** The series with any data, in the order of their numbers, which no two hosts share. */
  private List<Found> find(Transaction transaction) {
    Map<Integer, Wanted> wanted = wanted(transaction);
    if (wanted.isEmpty()) {
      return List.of();
    }
    String with =
        with(transaction.dialect(), wanted.values())
            + (all ? "" : within(transaction.dialect(), wanted.values()));
    List<String> keys =
        probe.description().keys().stream().map(key -> ", s." + Identifiers.quoted(key)).toList();
    List<Found> found = new ArrayList<>();
    transaction.each(
        """
        SELECT s.series, s.host, found.inside%s
        FROM %s s
          JOIN (
            SELECT host, series, CAST(sum(inside) AS BIGINT) AS inside
            FROM (%s UNION ALL %s) both_tables GROUP BY host, series
          ) found ON found.host = s.host AND found.series = s.series
        WHERE TRUE%s
        ORDER BY s.series
        """
            .formatted(
                String.join("", keys),
                Identifiers.table(tables.series()),
                count(tables.live(), with),
                count(tables.buckets(), with),
                transaction
                    .dialect()
                    .onlyOf("s.host", wanted.keySet().stream().mapToInt(Integer::intValue))),
        row -> {
          Wanted host = wanted.get(row.getInt(2));
          if (host != null && (all || row.getLong(3) > 0)) {
            List<String> key = Transaction.texts(row, 4, keys.size());
            found.add(new Found(row.getInt(1), host, key, row.getLong(3)));
          }
        });
    return found;
  }

  private Map<Integer, Wanted> wanted(Transaction transaction) {
    Map<Integer, Wanted> wanted = new HashMap<>();
    transaction.each(
        "SELECT id, name FROM domestik.host",
        row -> {
          Window window = windows.get(row.getString(2));
          if (window != null) {
            long from = Times.clampedMicros(window.from());
            long to = Times.clampedMicros(window.to());
            wanted.put(row.getInt(1), new Wanted(row.getInt(1), row.getString(2), from, to));
          }
        });
    return wanted;
  }

  private static String count(String table, String with) {
    return """
        SELECT t.host, t.series,
          count(*) FILTER (WHERE t.sample_time >= w.low AND t.sample_time < w.high) AS inside
        FROM %s t%s
        GROUP BY t.host, t.series
        """
        .formatted(Identifiers.table(table), with);
  }

  /** Leaves of {@code t} the rows of some hosts, and gives each its host's window. */
  private static String with(Dialect dialect, Collection<Wanted> hosts) {
    List<String> rows = new ArrayList<>();
    for (Wanted host : hosts) {
      String low = dialect.time(host.from);
      rows.add("(" + host.id + ", " + low + ", " + dialect.time(host.to) + ")");
    }
    return " JOIN (VALUES "
        + String.join(", ", rows)
        + ") AS w(host, low, high) ON w.host = t.host"
        + dialect.implied(Range.of(hosts.stream().mapToLong(Wanted::id)).has("t.host"))
        + dialect.onlyOf("t.host", hosts.stream().mapToInt(Wanted::id));
  }

  /** Of {@code t} the rows that may be in some window. */
  private static String within(Dialect dialect, Collection<Wanted> hosts) {
    long from = hosts.stream().mapToLong(Wanted::from).min().orElseThrow();
    long to = hosts.stream().mapToLong(Wanted::to).max().orElseThrow();
    return " WHERE t.sample_time >= "
        + dialect.time(from)
        + " AND t.sample_time < "
        + dialect.time(to);
  }

  private List<List<Found>> chunks(List<Found> found) {
    long most = CELLS / (4 + 4L * tables.archived().size());
    List<List<Found>> chunks = new ArrayList<>();
    long rows = most;
    for (Found one : found) {
      rows += 1 + one.rows;
      if (rows > most) {
        chunks.add(new ArrayList<>());
        rows = 1 + one.rows;
      }
      chunks.getLast().add(one);
    }
    return chunks;
  }

  private List<T> read(Transaction transaction, List<Found> chunk) {
    SeriesReader reader = new SeriesReader(tables);
    Dialect dialect = transaction.dialect();
    String rows = rows(dialect, chunk);
    List<T> made = new ArrayList<>();
    try (RowsBySeries buckets =
            transaction.rowsBySeries(
                select(reader.bucketColumns(dialect), tables.buckets()) + rows);
        RowsBySeries live =
            transaction.rowsBySeries(select(reader.liveColumns(dialect), tables.live()) + rows)) {
      for (Found one : chunk) {
        SeriesBuilder old = new SeriesBuilder(tables.archived());
        buckets.take(one.series, reader.buckets(old));
        SeriesBuilder recent = new SeriesBuilder(tables.archived());
        live.take(one.series, reader.live(reader.samples(recent)));
        Series series = SeriesBuilder.joined(old.series(), recent.series(), 0);
        made.add(function.apply(one.wanted.host, one.key, series));
      }
    }
    return made;
  }

  private static String select(String columns, String table) {
    return "SELECT " + columns + ", t.series FROM " + Identifiers.table(table) + " t";
  }

  /** The chunk's rows; the numbers that bound them let both databases skip most others. */
  private static String rows(Dialect dialect, List<Found> chunk) {
    Map<Integer, Wanted> hosts = new LinkedHashMap<>();
    chunk.forEach(one -> hosts.put(one.wanted.id, one.wanted));
    return with(dialect, hosts.values())
        + within(dialect, hosts.values())
        + " AND t.series BETWEEN "
        + chunk.getFirst().series
        + " AND "
        + chunk.getLast().series
        + " AND t.sample_time >= w.low AND t.sample_time < w.high ORDER BY t.series, t.sample_time";
  }
}
