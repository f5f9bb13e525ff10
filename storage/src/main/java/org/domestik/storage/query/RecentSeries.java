// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.util.List;
import java.util.Map;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
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
