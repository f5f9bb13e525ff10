// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.model.description.ValueDescription.Type;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.archive.Archiving;
import org.domestik.storage.archive.Policies;
import org.domestik.storage.catalog.SeriesNumber;
import org.domestik.storage.merge.LiveRows;
import org.domestik.storage.query.SeriesBuilder;
import org.domestik.storage.query.SeriesReader;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** The seven methods of a probe that is described rather than written. */
final class DescribedProbe extends Probe {
  private final ProbeDescription description;
  private final ProbeTables tables;
  private final Policies policies;
  private final Numbers numbers;
  private final SeriesReader reader;

  /** The numbers that are in memory; null: the database must be asked. */
  interface Numbers {
    @Nullable SeriesNumber of(String probe, String host, List<String> key);
  }

  DescribedProbe(
      ProbeDescription description, ProbeTables tables, Policies policies, Numbers numbers) {
    super(description.probe());
    this.description = description;
    this.tables = tables;
    this.policies = policies;
    this.numbers = numbers;
    reader = new SeriesReader(tables);
  }

  /**
   * Stores one sample of a known host and known keys; a row that is there of one of them and its
   * time gets what this one says.
   *
   * <p>What arrives by {@link Storage#accept} goes through {@link LiveRows} instead, which stores
   * what many hosts sent at once ten times as fast, with the same result.
   */
  @Override
  public void newSample(ProbeContext context, String host, List<Row> data, Instant sampleTime) {
    Transaction transaction = (Transaction) context;
    for (Row row : data) {
      SeriesNumber series = number(transaction, host, row.key());
      if (series == null) {
        throw new BadInput(
            "host \"" + host + "\" has no key " + row.key() + " of probe \"" + name() + "\"");
      }
      store(transaction, series, row, sampleTime);
    }
  }

  private void store(Transaction transaction, SeriesNumber series, Row row, Instant sampleTime) {
    Map<String, @Nullable Object> place = new LinkedHashMap<>();
    place.put("host", series.host());
    place.put("series", series.series());
    place.put("sample_time", sampleTime);
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    for (ValueDescription value : description.values()) {
      Object cell = cell(value, row);
      if (cell != null) {
        cells.put(value.name(), cell);
      }
    }
    if (transaction.select(tables.live(), List.of("series"), place, List.of()).isEmpty()) {
      cells.putAll(place);
      transaction.insert(tables.live(), cells);
    } else if (!cells.isEmpty()) {
      transaction.update(tables.live(), cells, place);
    }
  }

  private static @Nullable Object cell(ValueDescription value, Row row) {
    double number = row.value(value.name());
    if (Double.isNaN(number)) {
      return null;
    }
    return value.type() == Type.INTEGER ? (Object) (long) number : (Object) number;
  }

  @Override
  public LifeCycle.Step archive(ProbeContext context, String host, Instant before) {
    return archiving(context).archive(Map.of(host, before)).getFirst();
  }

  @Override
  public LifeCycle.Step purge(ProbeContext context, String host, Instant before) {
    return archiving(context).purge(Map.of(host, before)).getFirst();
  }

  private Archiving archiving(ProbeContext context) {
    return new Archiving((Transaction) context, description, tables, policies);
  }

  @Override
  public List<List<String>> storedData(ProbeContext context, String host) {
    return keys((Transaction) context, host, tables.live());
  }

  @Override
  public List<List<String>> archivedData(ProbeContext context, String host) {
    return keys((Transaction) context, host, tables.buckets());
  }

  private List<List<String>> keys(Transaction transaction, String host, String table) {
    List<String> columns =
        description.keys().stream().map(key -> "s." + Identifiers.quoted(key)).toList();
    Integer id =
        transaction.first(
            "SELECT id FROM domestik.host WHERE name = ?", row -> row.getInt(1), host);
    if (id == null) {
      return List.of();
    }
    String names = String.join(", ", columns);
    return transaction.list(
        """
        SELECT %1$s
        FROM %2$s s
        WHERE s.host = %3$s
          AND EXISTS (SELECT * FROM %4$s t WHERE t.host = %3$s AND t.series = s.series)
        %5$s
        """
            .formatted(
                names.isEmpty() ? "1" : names,
                Identifiers.table(tables.series()),
                id,
                Identifiers.table(table),
                names.isEmpty() ? "" : "ORDER BY " + names),
        row -> Transaction.texts(row, 1, columns.size()));
  }

  @Override
  public Series getStoredData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    Transaction transaction = (Transaction) context;
    SeriesBuilder points = new SeriesBuilder(tables.archived());
    SeriesNumber series = number(transaction, host, key);
    if (series != null) {
      reader.readLive(
          transaction,
          series,
          Times.clampedMicros(from),
          Times.clampedMicros(to),
          reader.samples(points));
    }
    return points.series();
  }

  /** The numbers of a host's key; null if it never delivered it. */
  private @Nullable SeriesNumber number(Transaction transaction, String host, List<String> key) {
    if (key.size() != description.keys().size()) {
      return null;
    }
    SeriesNumber known = numbers.of(description.probe(), host, key);
    if (known != null) {
      return known;
    }
    List<Object> arguments = new ArrayList<>(List.of(host));
    arguments.addAll(key);
    StringBuilder levels = new StringBuilder();
    description
        .keys()
        .forEach(it -> levels.append(" AND s.%s = ?".formatted(Identifiers.quoted(it))));
    return transaction.first(
        """
        SELECT s.host, s.series FROM %s s
        WHERE s.host = (SELECT id FROM domestik.host WHERE name = ?)%s
        """
            .formatted(Identifiers.table(tables.series()), levels),
        row -> new SeriesNumber(row.getInt(1), row.getInt(2)),
        arguments.toArray());
  }

  @Override
  public Series getArchivedData(
      ProbeContext context, String host, List<String> key, Instant from, Instant to) {
    Transaction transaction = (Transaction) context;
    SeriesBuilder points = new SeriesBuilder(tables.archived());
    SeriesNumber series = number(transaction, host, key);
    if (series == null) {
      return points.series();
    }
    reader.readBuckets(
        transaction, series, Times.clampedMicros(from), Times.clampedMicros(to), points);
    return points.series();
  }
}
