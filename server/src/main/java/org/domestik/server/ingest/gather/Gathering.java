// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.ComparableKey;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.text.TooMuch;
import org.jspecify.annotations.Nullable;

/**
 * Gathers numbers of one request or moment: those of one host, probe, key and time are one row, and
 * of one value the last number counts. For one thread.
 */
public final class Gathering {
  private final int most;
  private final Map<String, Map<Moment, Moment>> hosts = new LinkedHashMap<>();
  private final Map<String, Seen> tables = new LinkedHashMap<>();
  private final Shape empty = new Shape();
  private int rows;

  private @Nullable String lastHost;
  private @Nullable Moment last;
  private Seen seen = new Seen(new Table("", null, List.of()));

  /** {@code most}: rows, beyond which it is too much for one request. */
  public Gathering(int most) {
    this.most = most;
  }

  /** What was seen of a table. */
  private static final class Seen {
    final Table table;
    final Map<String, Column> columns = new LinkedHashMap<>();

    Seen(Table table) {
      this.table = table;
    }
  }

  /**
   * The rows of a probe and time. Found in maps by an order, for a sender may choose hash codes.
   */
  private static final class Moment implements Comparable<Moment> {
    final String probe;
    final Instant time;
    final Map<ComparableKey, Draft> rows = new LinkedHashMap<>();

    Moment(String probe, Instant time) {
      this.probe = probe;
      this.time = time;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Moment that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
      return 31 * probe.hashCode() + time.hashCode();
    }

    @Override
    public int compareTo(Moment that) {
      int order = time.compareTo(that.time);
      return order == 0 ? probe.compareTo(that.probe) : order;
    }
  }

  private static final class Draft {
    Shape shape;
    double[] values = new double[4];

    Draft(Shape shape) {
      this.shape = shape;
    }

    void put(String name, double number) {
      int place = shape.place(name);
      if (place < 0) {
        place = shape.names.size();
        shape = shape.with(name);
        if (place == values.length) {
          values = Arrays.copyOf(values, 2 * place);
        }
      }
      values[place] = number;
    }
  }

  /**
   * Adds a number, which must be one that can be stored.
   *
   * @throws TooMuch where there are more rows than may be
   */
  public void add(String host, Place place, Instant time, double number) {
    Table table = place.table();
    if (!table.probe().equals(seen.table.probe())) {
      seen = tables.computeIfAbsent(table.probe(), absent -> new Seen(table));
    }
    seen.columns.putIfAbsent(place.value().name(), place.value());
    Draft draft = moment(host, table.probe(), time).rows.get(place.key());
    if (draft == null) {
      if (++rows > most) {
        throw new TooMuch("more than " + most + " rows in one request; send several");
      }
      draft = new Draft(empty);
      moment(host, table.probe(), time).rows.put(place.key(), draft);
    }
    draft.put(place.value().name(), number);
  }

  // Most numbers are of the host, probe and time of the one before.
  private Moment moment(String host, String probe, Instant time) {
    Moment before = last;
    if (before != null
        && before.time.equals(time)
        && before.probe.equals(probe)
        && host.equals(lastHost)) {
      return before;
    }
    Moment now =
        hosts
            .computeIfAbsent(host, absent -> new LinkedHashMap<>())
            .computeIfAbsent(new Moment(probe, time), it -> it);
    last = now;
    lastHost = host;
    return now;
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** One batch a host. */
  public List<Batch> batches() {
    Map<String, ProbeDescription> said = new LinkedHashMap<>();
    tables.forEach((probe, it) -> said.put(probe, it.table.description(it.columns.values())));
    List<Batch> batches = new ArrayList<>();
    hosts.forEach(
        (host, moments) -> {
          List<Sample> samples = new ArrayList<>();
          Map<String, ProbeDescription> descriptions = new LinkedHashMap<>();
          for (Moment moment : moments.keySet()) {
            samples.add(new Sample(moment.probe, moment.time, rows(moment)));
            descriptions.computeIfAbsent(moment.probe, said::get);
          }
          batches.add(new Batch(host, null, samples, descriptions, List.of()));
        });
    return batches;
  }

  private static List<Row> rows(Moment moment) {
    List<Row> all = new ArrayList<>(moment.rows.size());
    moment.rows.forEach(
        (key, draft) ->
            all.add(
                new Row(
                    key.texts(),
                    draft.shape.names,
                    Arrays.copyOf(draft.values, draft.shape.names.size()))));
    return all;
  }
}
