// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.ValueDescription;
import org.domestik.model.ValueDescription.Type;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.TakenSample;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The new rows of one probe's live table in one transaction.
 *
 * <p>Rows of one series and time become one, whether the others are stored already or stand before
 * in the group: it has the values of all, and of one value the last number. What the archive is
 * known to count is left out. What is later than everything known of its series is new without a
 * look.
 */
public final class LiveRows {
  private final KnownProbe probe;
  private final boolean trusting;
  private final ArchiveEnds ends;
  private final List<ValueDescription> values;
  private final boolean[] integer;
  private final List<TakenSample> samples = new ArrayList<>();

  /** Where rows met, or may: those of the group that are not new without a look. */
  private Map<Place, HeldRow> held = Map.of();

  /**
   * A table nothing was added to yet.
   *
   * @param trusting whether what is later than all this server knows of is new; not so once another
   *     server turned out to be faster
   * @param ends until when rows are in the archive, as far as this server knows
   */
  public LiveRows(KnownProbe probe, boolean trusting, ArchiveEnds ends) {
    this.probe = probe;
    this.trusting = trusting;
    this.ends = ends;
    values = probe.description().values();
    integer = new boolean[values.size()];
    for (int column = 0; column < integer.length; column++) {
      integer[column] = values.get(column).type() == Type.INTEGER;
    }
  }

  /** A series' row of a time, in microseconds. */
  record Place(int series, long micros) implements Comparable<Place> {
    /** For maps: strangers may give many times one hash code. */
    @Override
    public int compareTo(Place that) {
      int order = Integer.compare(series, that.series);
      return order == 0 ? Long.compare(micros, that.micros) : order;
    }
  }

  public void add(TakenSample sample) {
    samples.add(sample);
  }

  public void write(Transaction transaction, Ledger ledger, long now) {
    held = held(late());
    StoredRows stored = new StoredRows(transaction, probe);
    // Only what is not later than all that was stored when the group began can be there.
    List<HeldRow> doubtful =
        held.values().stream().filter(row -> !trusting || row.micros <= row.last).toList();
    stored.read(doubtful);
    samples.forEach(this::count);
    new ArchivedRows(transaction, probe)
        .find(
            doubtful.stream()
                .filter(row -> row.isNew() && row.micros < ends.of(probe, row.host))
                .toList());
    try (RowSink sink = transaction.sink(probe.layout().live(), probe.layout().liveColumns())) {
      for (TakenSample sample : samples) {
        write(sink, sample);
        if (sample.stored > 0) {
          ledger.accepted(sample.host, probe.id(), sample.stored, sample.bound.micros(), now);
        }
      }
      for (HeldRow row : held.values()) {
        if (row.isNew()) {
          write(sink, row);
        }
      }
    }
    stored.change(held.values().stream().filter(HeldRow::isChanged).toList());
  }

  /** The rows, by their number in the group, that are not later than all before them. */
  private BitSet late() {
    samples.forEach(this::begin);
    BitSet late = new BitSet();
    int number = 0;
    for (TakenSample sample : samples) {
      long micros = sample.bound.micros();
      for (int i = 0; i < sample.series.length; i++, number++) {
        SeriesEntry series = entry(sample, i);
        if (micros > series.tentative) {
          series.tentative = micros;
        } else {
          late.set(number);
        }
      }
    }
    return late;
  }

  private void begin(TakenSample sample) {
    sample.stored = 0;
    sample.completed = 0;
    for (int i = 0; i < sample.series.length; i++) {
      SeriesEntry series = entry(sample, i);
      series.tentative = trusting ? series.last : Long.MAX_VALUE;
    }
  }

  private Map<Place, HeldRow> held(BitSet late) {
    if (late.isEmpty()) {
      return Map.of();
    }
    Map<Place, HeldRow> rows = new HashMap<>();
    int number = 0;
    for (TakenSample sample : samples) {
      for (int i = 0; i < sample.series.length; i++, number++) {
        if (late.get(number)) {
          SeriesEntry series = entry(sample, i);
          long micros = sample.bound.micros();
          rows.computeIfAbsent(
              new Place(series.id, micros),
              place -> new HeldRow(sample.host, series.id, micros, series.last));
        }
      }
    }
    return rows;
  }

  private static SeriesEntry entry(TakenSample sample, int row) {
    SeriesEntry series = sample.series[row];
    if (series == null) {
      throw new StaleCatalog();
    }
    return series;
  }

  private @Nullable HeldRow held(TakenSample sample, SeriesEntry series) {
    return held.isEmpty() ? null : held.get(new Place(series.id, sample.bound.micros()));
  }

  /** Puts rows that meet together, and counts those that a sample brings. */
  private void count(TakenSample sample) {
    for (int i = 0; i < sample.series.length; i++) {
      HeldRow row = held(sample, entry(sample, i));
      if (row == null) {
        sample.stored++;
      } else {
        row.take(sample, i, integer.length);
      }
    }
  }

  private void write(RowSink sink, TakenSample sample) {
    for (int i = 0; i < sample.series.length; i++) {
      SeriesEntry series = entry(sample, i);
      if (held(sample, series) == null) {
        sink.beginRow();
        sink.integer(sample.host);
        sink.integer(series.id);
        sink.time(sample.bound.micros());
        for (int column = 0; column < integer.length; column++) {
          sink.number(sample.bound.value(i, column), integer[column]);
        }
        sink.endRow();
      }
    }
  }

  private void write(RowSink sink, HeldRow row) {
    sink.beginRow();
    sink.integer(row.host);
    sink.integer(row.series);
    sink.time(row.micros);
    double[] numbers = row.numbers();
    for (int column = 0; column < integer.length; column++) {
      sink.number(numbers[column], integer[column]);
    }
    sink.endRow();
  }

  /** Notes what is durable now; by the writing thread. */
  public void remember() {
    if (held.isEmpty()) {
      samples.forEach(TakenSample::remember);
      return;
    }
    double[] numbers = new double[integer.length];
    for (TakenSample sample : samples) {
      for (int i = 0; i < sample.series.length; i++) {
        SeriesEntry series = entry(sample, i);
        HeldRow row = held(sample, series);
        if (row == null) {
          sample.bound.numbers(i, numbers);
          series.remember(values, sample.bound.micros(), numbers);
        } else if (row.isToRemember()) {
          series.remember(values, row.micros, row.numbers());
        }
      }
    }
  }
}
