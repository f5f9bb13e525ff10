// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of one request into samples and batches. Not thread-safe. */
public final class ForeignRows {
  private final Function<String, @Nullable ProbeDescription> known;
  private final Map<Family, Placing> families = new HashMap<>();

  /** What was added to, or looked at to add to it, by probe. */
  private final Map<String, ForeignTable> tables = new LinkedHashMap<>();

  private final Map<String, ProbeDescription> described = new HashMap<>();
  private final Map<String, Map<Moment, MomentRows>> hosts = new LinkedHashMap<>();
  private @Nullable Placing lastPlacing;
  private @Nullable String lastHost;
  private @Nullable Moment lastMoment;
  private MomentRows lastRows = new MomentRows();

  private record Moment(String probe, Instant time) implements Comparable<Moment> {
    /** For maps: a sender may choose many times of one hash code. */
    @Override
    public int compareTo(Moment that) {
      int order = time.compareTo(that.time);
      return order == 0 ? probe.compareTo(that.probe) : order;
    }
  }

  /** {@code known}: the descriptions in force, by probe. */
  public ForeignRows(Function<String, @Nullable ProbeDescription> known) {
    this.known = known;
  }

  /**
   * Adds a row; the array must not change afterwards.
   *
   * @param fields their names, as the sender writes them; equal lists are best the same instance
   * @param values as many as fields; NaN: no value
   * @throws BadInput where no probe has room for the tags or fields
   */
  public void add(
      String host, ForeignSeries series, List<String> fields, Instant time, double[] values) {
    for (Placement.Part part : placing(series.family()).of(series.tags(), fields).parts()) {
      rows(host, part.probe(), time)
          .add(series, series.key(part), part.names(), part.numbers(values));
    }
  }

  @SuppressWarnings("ReferenceEquality") // Most lines are of the family of the line before.
  private Placing placing(Family family) {
    Placing last = lastPlacing;
    if (last == null || last.family() != family) {
      last = families.computeIfAbsent(family, it -> new Placing(it, known, tables, described));
      lastPlacing = last;
    }
    return last;
  }

  // Most lines are of the host, probe and time of the line before.
  private MomentRows rows(String host, String probe, Instant time) {
    if (lastMoment == null
        || !lastMoment.time().equals(time)
        || !lastMoment.probe().equals(probe)
        || !host.equals(lastHost)) {
      lastHost = host;
      lastMoment = new Moment(probe, time);
      lastRows =
          hosts
              .computeIfAbsent(host, absent -> new LinkedHashMap<>())
              .computeIfAbsent(lastMoment, absent -> new MomentRows());
    }
    return lastRows;
  }

  /** One batch a host, each with what its names tell of the probes. */
  public List<Batch> batches() {
    Map<String, ProbeDescription> all = new HashMap<>(described);
    tables.forEach(
        (probe, table) -> {
          if (table.isGrown()) {
            all.put(probe, table.description());
          }
        });
    List<Batch> batches = new ArrayList<>();
    hosts.forEach(
        (host, moments) -> {
          List<Sample> samples = new ArrayList<>();
          Map<String, ProbeDescription> descriptions = new LinkedHashMap<>();
          moments.forEach(
              (moment, rows) -> {
                ProbeDescription description =
                    descriptions.computeIfAbsent(moment.probe(), all::get);
                int width = description.keys().size();
                samples.add(new Sample(moment.probe(), moment.time(), padded(rows.rows, width)));
              });
          batches.add(new Batch(host, null, samples, descriptions, List.of()));
        });
    return batches;
  }

  /** Rows from before their key got a level more: of that one they have nothing. */
  private static List<Row> padded(List<Row> rows, int width) {
    rows.replaceAll(row -> row.key().size() == width ? row : padded(row, width));
    return rows;
  }

  private static Row padded(Row row, int width) {
    String[] key = Arrays.copyOf(row.key().toArray(new String[0]), width);
    Arrays.fill(key, row.key().size(), width, "");
    double[] values = new double[row.names().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.value(i);
    }
    return new Row(List.of(key), row.names(), values);
  }
}
