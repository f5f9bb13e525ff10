// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.Expression;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.server.importing.part.Latest;
import org.domestik.server.importing.part.PartDeliveries;
import org.domestik.server.importing.table.Columns.Summarized;
import org.domestik.server.ingest.Precision;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of a table into batches, one a host. */
final class TableRows {
  private final Columns columns;
  private final String probe;
  private final ProbeDescription said;
  private final Map<String, Expression> derived = new LinkedHashMap<>();
  private final @Nullable String host;
  private final Precision precision;
  private final Latest latest;
  private final List<String> valueNames;
  private final Map<String, HostRows> hosts = new LinkedHashMap<>();

  private static final class HostRows {
    final Map<Instant, List<Row>> samples = new LinkedHashMap<>();
    final List<Bucket> buckets = new ArrayList<>();
  }

  /**
   * @param known what is known of the probe; null: the columns say what it is
   * @param said what the file says of it, which goes with the rows; null: no more than its columns
   * @param host of rows that name none
   */
  TableRows(
      Columns columns,
      String probe,
      @Nullable ProbeDescription known,
      @Nullable ProbeDescription said,
      @Nullable String host,
      Precision precision,
      Latest latest) {
    this.columns = columns;
    this.probe = probe;
    this.host = host;
    this.precision = precision;
    this.latest = latest;
    if (known != null) {
      for (DerivedValue value : known.derived()) {
        derived.put(value.name(), value.expression());
      }
    }
    valueNames =
        columns.samples() < 0
            ? List.copyOf(columns.values().keySet())
            : columns.summaries().keySet().stream()
                .filter(name -> !derived.containsKey(name))
                .toList();
    this.said = said == null ? described(valueNames) : said;
  }

  private ProbeDescription described(List<String> names) {
    return ProbeDescription.inferred(
        probe,
        List.copyOf(columns.keys().keySet()),
        names.stream()
            .map(name -> new ValueDescription(name, ValueDescription.Type.INTEGER, null, null))
            .toList());
  }

  /** Takes a row, or throws {@link BadInput} and takes nothing of it. */
  void add(@Nullable Object[] cells) {
    Object named = columns.host() < 0 ? null : cells[columns.host()];
    if (named == null && host == null) {
      throw new BadInput("the host is missing");
    }
    String its = Names.host(named == null ? String.valueOf(host) : named.toString());
    Instant time = Cells.time(Columns.TIME, cells[columns.time()], precision);
    List<String> key = new ArrayList<>(columns.keys().size());
    columns.keys().forEach((name, column) -> key.add(Cells.key(name, cells[column])));
    if (!key.isEmpty() && columns.keys().values().stream().allMatch(it -> cells[it] == null)) {
      throw new BadInput("the key " + String.join(", ", columns.keys().keySet()) + " is empty");
    }
    if (isBucket(cells)) {
      Bucket bucket = bucket(cells, key, time);
      latest.check(bucket.lastKnown());
      of(its).buckets.add(bucket);
    } else {
      latest.check(time);
      Row row = new Row(key, valueNames, values(cells));
      of(its).samples.computeIfAbsent(time, absent -> new ArrayList<>()).add(row);
    }
  }

  private HostRows of(String its) {
    return hosts.computeIfAbsent(its, absent -> new HostRows());
  }

  private boolean isBucket(@Nullable Object[] cells) {
    return columns.samples() >= 0
        && (columns.archived() < 0 || Cells.isTrue(cells[columns.archived()]));
  }

  private double[] values(@Nullable Object[] cells) {
    double[] values = new double[valueNames.size()];
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      String name = valueNames.get(i);
      Summarized summarized = columns.summaries().get(name);
      int column = summarized == null ? place(name) : summarized.average();
      values[i] = Cells.number(name, cells[column]);
      any |= !Double.isNaN(values[i]);
    }
    if (!any) {
      throw new BadInput("there is no value");
    }
    return values;
  }

  private int place(String name) {
    Integer column = columns.values().get(name);
    return column == null ? -1 : column;
  }

  private Bucket bucket(@Nullable Object[] cells, List<String> key, Instant start) {
    Map<String, Summary> values = new LinkedHashMap<>();
    Map<String, Expression> known = new LinkedHashMap<>();
    columns
        .summaries()
        .forEach(
            (name, at) -> {
              Expression formula = derived.get(name);
              if (formula != null && cells[at.count()] != null) {
                known.put(name, formula);
              }
              if (cells[at.min()] != null) {
                values.put(name, summary(name, at, cells));
              }
            });
    long samples = Cells.count("samples", cells[columns.samples()]);
    Instant end = Cells.time("bucket_end", cells[columns.end()], precision);
    return new Bucket(
        probe,
        start,
        Duration.between(start, end),
        known,
        List.of(new Bucket.Totals(key, samples, values)));
  }

  private Summary summary(String name, Summarized at, @Nullable Object[] cells) {
    long count = Cells.count(name + "_count", cells[at.count()]);
    double average = Cells.number(name + "_avg", cells[at.average()]);
    double sum = at.sum() < 0 ? Double.NaN : Cells.number(name + "_sum", cells[at.sum()]);
    return new Summary(
        Cells.number(name + "_min", cells[at.min()]),
        Cells.number(name + "_max", cells[at.max()]),
        Double.isNaN(sum) ? average * count : sum,
        count,
        Cells.time(name + "_min_time", cells[at.minTime()], precision),
        Cells.time(name + "_max_time", cells[at.maxTime()], precision));
  }

  /** One batch a host. */
  List<Batch> batches() {
    List<Batch> batches = new ArrayList<>();
    hosts.forEach(
        (name, rows) -> {
          List<Sample> samples = new ArrayList<>();
          rows.samples.forEach((time, its) -> samples.add(new Sample(probe, time, its)));
          batches.add(
              new Batch(
                  name,
                  PartDeliveries.NONE,
                  samples,
                  Map.of(probe, said),
                  List.of(),
                  null,
                  rows.buckets,
                  null));
        });
    return batches;
  }
}
