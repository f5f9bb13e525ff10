// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Extremes;
import org.domestik.storage.Probe;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Finds when a value was at its least and greatest: of live data by looking at every sample, of the
 * archive by the instants each bucket keeps.
 */
public final class ExtremesSearch {
  private final KnownProbe probe;
  private final Probe behaviour;
  private final Transaction transaction;
  private final SeriesQuery query;
  private final Map<String, Extremes> found = new LinkedHashMap<>();

  public ExtremesSearch(
      KnownProbe probe, Probe behaviour, Transaction transaction, SeriesQuery query) {
    this.probe = probe;
    this.behaviour = behaviour;
    this.transaction = transaction;
    this.query = query;
  }

  /** By value; those without a number in the span are left out. */
  public Map<String, Extremes> run() {
    switch (probe.kind()) {
      case ProbeKind.Described _ -> {
        if (query.key().size() == probe.description().keys().size()) {
          addBuckets();
        }
      }
      case HandWritten(Probe written) ->
          add(
              written.getArchivedData(
                  transaction, query.host(), query.key(), query.from(), query.to()),
              false);
    }
    add(
        behaviour.getStoredData(transaction, query.host(), query.key(), query.from(), query.to()),
        true);
    return found;
  }

  private void add(String value, Extremes extremes) {
    found.merge(value, extremes, Extremes::and);
  }

  private void add(Series series, boolean exact) {
    for (Map.Entry<String, Series.Band> value : series.values().entrySet()) {
      Series.Band band = value.getValue();
      for (int i = 0; i < series.time().size(); i++) {
        Double min = band.min().get(i);
        Double max = band.max().get(i);
        if (min != null && max != null) {
          Instant time = exact ? Instant.ofEpochMilli(series.time().get(i)) : null;
          add(value.getKey(), new Extremes(min, time, max, time));
        }
      }
    }
  }

  private void addBuckets() {
    ProbeDescription description = probe.description();
    Dialect dialect = transaction.dialect();
    List<String> columns = new ArrayList<>();
    for (String name : probe.tables().archived()) {
      for (String extreme : List.of("_min", "_max")) {
        columns.add(Identifiers.quoted(name + extreme));
        columns.add(dialect.micros(Identifiers.quoted(name + extreme + "_time")));
      }
    }
    StringBuilder sql = new StringBuilder("SELECT ").append(String.join(", ", columns));
    sql.append(" FROM ").append(Identifiers.table(probe.tables().archiveView()));
    sql.append(" WHERE sample_time >= ").append(dialect.time(Times.clampedMicros(query.from())));
    sql.append(" AND sample_time < ").append(dialect.time(Times.clampedMicros(query.to())));
    sql.append(" AND host = ?");
    List<Object> arguments = new ArrayList<>(List.of(query.host()));
    for (int level = 0; level < query.key().size(); level++) {
      sql.append(" AND ").append(Identifiers.quoted(description.keys().get(level))).append(" = ?");
      arguments.add(query.key().get(level));
    }
    transaction.each(sql.toString(), this::addBucket, arguments.toArray());
  }

  private void addBucket(ResultSet row) throws SQLException {
    int column = 1;
    for (String name : probe.tables().archived()) {
      double min = row.getDouble(column);
      // A bucket older than a derived value knows nothing of it.
      if (!row.wasNull()) {
        Instant minTime = instant(row, column + 1);
        add(name, new Extremes(min, minTime, row.getDouble(column + 2), instant(row, column + 3)));
      }
      column += 4;
    }
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : Times.instant(micros);
  }
}
