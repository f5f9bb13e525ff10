// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.catalog.SeriesNumber;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Times;
import org.domestik.storage.tail.Tail;
import org.jspecify.annotations.Nullable;

/**
 * Answers from memory what is asked of the last day. For a database that only this process writes
 * to. Safe for use by several threads.
 */
public final class RecentSeries {
  private static final Series NONE = new Series(List.of(), Map.of(), null);

  private final Database database;
  private final Catalog catalog;
  private final ArchiveEnds ends;

  public RecentSeries(Database database, Catalog catalog, ArchiveEnds ends) {
    this.database = database;
    this.catalog = catalog;
    this.ends = ends;
  }

  /** The series as {@link Storage#series} has it; null if the database must be asked. */
  public @Nullable Series series(SeriesQuery query) {
    KnownProbe probe = catalog.probe(query.probe());
    KnownHost host = catalog.host(query.host());
    if (probe == null || host == null) {
      return null;
    }
    SeriesReader reader = new SeriesReader(probe.tables());
    SeriesEntry entry = probe.series().get(new SeriesKey(host.id(), query.key()));
    long from = Times.clampedMicros(query.from());
    long to = Times.clampedMicros(query.to());
    if (entry == null || from < ends.of(probe, host.id())) {
      return null;
    }
    Series series = reader.recent(entry.tail, from, to);
    if (series == null && load(probe, reader, new SeriesNumber(host.id(), entry.id), entry, from)) {
      series = reader.recent(entry.tail, from, to);
      // Archived since, the rows of the oldest hours may have been gone when they were read.
      series = from < ends.of(probe, host.id()) ? null : series;
    }
    return series == null ? null : SeriesBuilder.joined(NONE, series, query.points());
  }

  /** What is asked of a host; {@code made} is null once memory does not have it all. */
  private static final class Asked<T> {
    final String host;
    final long from;
    final long to;
    @Nullable List<T> made = new ArrayList<>();

    Asked(String host, Window window) {
      this.host = host;
      from = Times.clampedMicros(window.from());
      to = Times.clampedMicros(window.to());
    }
  }

  /**
   * Passes each series with data in its host's window to a function, as far as memory has all of
   * its host's series.
   *
   * @param made takes what the function makes of them
   * @return the windows of the hosts that the database must be asked for
   */
  public <T> Map<String, Window> each(
      KnownProbe probe,
      Map<String, Window> windows,
      Storage.SeriesFunction<T> function,
      List<T> made) {
    if (!(probe.kind() instanceof ProbeKind.Described)) {
      return windows;
    }
    Map<Integer, Asked<T>> hosts = new HashMap<>();
    windows.forEach(
        (name, window) -> {
          KnownHost host = catalog.host(name);
          if (host != null) {
            hosts.put(host.id(), new Asked<>(name, window));
          }
        });
    SeriesReader reader = new SeriesReader(probe.tables());
    probe
        .series()
        .forEach(
            (key, entry) -> {
              Asked<T> asked = hosts.get(key.host());
              if (asked != null && asked.made != null) {
                Series series = reader.recent(entry.tail, asked.from, asked.to);
                if (series == null) {
                  asked.made = null;
                } else if (!series.time().isEmpty()) {
                  asked.made.add(function.apply(asked.host, key.key(), series));
                }
              }
            });
    Map<String, Window> others = new HashMap<>();
    hosts.forEach(
        (id, asked) -> {
          if (asked.made != null && asked.from >= ends.of(probe, id)) {
            made.addAll(asked.made);
          } else {
            others.put(asked.host, requireNonNull(windows.get(asked.host)));
          }
        });
    return others;
  }

  /** Brings the rows from a time on into memory; answers false if it is not worth it. */
  private boolean load(
      KnownProbe probe, SeriesReader reader, SeriesNumber number, SeriesEntry entry, long from) {
    Tail.Missing missing = entry.tail.missing(probe.description().values(), from);
    if (missing == null) {
      return false;
    }
    database.look(
        transaction ->
            reader.readLive(transaction, number, missing.from, missing.until + 1, missing));
    entry.tail.fill(missing);
    return true;
  }
}
