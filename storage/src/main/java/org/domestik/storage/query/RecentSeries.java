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
import org.domestik.storage.archive.ArchiveFronts;
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
  private static final int ATTEMPTS = 3;
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
    One one = one(query);
    if (one == null || one.from < ends.of(one.probe, one.host)) {
      return null;
    }
    Series series = live(one, one.from);
    // Archived since, the rows of the oldest hours may have been gone when they were read.
    return series == null || one.from < ends.of(one.probe, one.host)
        ? null
        : SeriesBuilder.joined(NONE, series, query.points());
  }

  /**
   * The same, with what is archived from the tables and the rest from memory; null if the database
   * must be asked for that, too. It does not wait for what the tables do not have yet: that makes
   * no difference before the archive's front.
   */
  public @Nullable Series joined(SeriesQuery query) {
    One one = one(query);
    if (one == null) {
      return null;
    }
    long front = ends.fronts().of(one.probe, one.host);
    for (int attempt = 0; attempt < ATTEMPTS && front != ArchiveFronts.NONE; attempt++) {
      Series series = joined(one, front, query.points());
      long now = ends.fronts().of(one.probe, one.host);
      if (series == null || now == front) {
        return series;
      }
      front = now; // Rows may have gone from live data to the archive in between.
    }
    return null;
  }

  private @Nullable Series joined(One one, long front, int points) {
    Series live =
        one.to > front
            ? live(one, Math.max(one.from, front))
            : new SeriesBuilder(one.probe.tables().archived()).series();
    if (live == null) {
      return null;
    }
    Series archived = one.from < front ? archived(one, Math.min(one.to, front)) : NONE;
    return SeriesBuilder.joined(archived, live, points);
  }

  /** What is asked of one series, with what memory has of it. */
  private record One(KnownProbe probe, int host, SeriesEntry entry, long from, long to) {
    SeriesNumber number() {
      return new SeriesNumber(host, entry.id);
    }

    SeriesReader reader() {
      return new SeriesReader(probe.tables());
    }
  }

  private @Nullable One one(SeriesQuery query) {
    KnownProbe probe = catalog.probe(query.probe());
    KnownHost host = catalog.host(query.host());
    if (probe == null || host == null) {
      return null;
    }
    SeriesEntry entry = probe.series().get(new SeriesKey(host.id(), query.key()));
    return entry == null
        ? null
        : new One(
            probe,
            host.id(),
            entry,
            Times.clampedMicros(query.from()),
            Times.clampedMicros(query.to()));
  }

  /** The live rows from a time on; null if they are not in memory and cannot be brought there. */
  private @Nullable Series live(One one, long from) {
    SeriesReader reader = one.reader();
    Series series = reader.recent(one.entry.tail, from, one.to);
    return series == null && load(one, from) ? reader.recent(one.entry.tail, from, one.to) : series;
  }

  private Series archived(One one, long to) {
    return database.readOnce(
        transaction -> {
          SeriesBuilder points = new SeriesBuilder(one.probe.tables().archived());
          one.reader().readBuckets(transaction, one.number(), one.from, to, points);
          return points.series();
        });
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
  private boolean load(One one, long from) {
    Tail tail = one.entry.tail;
    Tail.Missing missing = tail.missing(one.probe.description().values(), from);
    if (missing == null) {
      return false;
    }
    database.look(
        transaction ->
            one.reader()
                .readLive(transaction, one.number(), missing.from, missing.until + 1, missing));
    if (from < ends.of(one.probe, one.host)) {
      return false; // Archived since, the rows of the oldest hours may have been gone.
    }
    tail.fill(missing);
    return true;
  }
}
