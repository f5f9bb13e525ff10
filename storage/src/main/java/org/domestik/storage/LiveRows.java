// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.domestik.model.Row;
import org.domestik.model.ValueDescription;
import org.domestik.model.ValueDescription.Type;
import org.domestik.storage.BoundBatch.BoundSample;
import org.domestik.storage.KnownProbe.SeriesKey;

/**
 * The new rows of one probe's live table in one transaction.
 *
 * <p>Of rows with one series and time the first wins, whether it is stored already or stands before
 * in the group.
 */
final class LiveRows {
  private static final int AT_ONCE = 1000;

  private final KnownProbe probe;
  private final boolean trusting;
  private final List<LiveRow> rows = new ArrayList<>();

  /**
   * A table nothing was added to yet.
   *
   * @param trusting whether what is later than all this server knows of is new; not so once another
   *     server turned out to be faster
   */
  LiveRows(KnownProbe probe, boolean trusting) {
    this.probe = probe;
    this.trusting = trusting;
  }

  private record LiveRow(
      int host,
      SeriesEntry series,
      long micros,
      int index,
      BoundSample sample,
      Consumer<BoundSample> kept) {
    Row row() {
      return sample.sample().rows().get(index);
    }

    int[] places() {
      return sample.places().get(index);
    }
  }

  private record Place(int series, long micros) {}

  /** Takes a sample's rows; {@code kept} hears of the sample if any of them is new. */
  void add(int host, BoundSample sample, Consumer<BoundSample> kept) {
    List<Row> all = sample.sample().rows();
    for (int i = 0; i < all.size(); i++) {
      SeriesEntry series = probe.series().get(new SeriesKey(host, all.get(i).key()));
      if (series == null) {
        throw new GroupWriter.Stale();
      }
      rows.add(new LiveRow(host, series, sample.micros(), i, sample, kept));
    }
  }

  void write(Transaction transaction, Ledger ledger, Instant now) {
    Set<Place> stored = stored(transaction);
    Map<SeriesEntry, Long> latest = new HashMap<>();
    long capped = Ledger.micros(now);
    try (RowSink sink = transaction.sink(probe.layout().live(), probe.layout().liveColumns())) {
      for (LiveRow row : rows) {
        long last = latest.getOrDefault(row.series(), row.series().last);
        boolean isNew = row.micros() > last || stored.add(new Place(row.series().id, row.micros()));
        if (row.micros() > last) {
          latest.put(row.series(), row.micros());
          stored.add(new Place(row.series().id, row.micros()));
        }
        if (isNew) {
          write(sink, row);
          ledger.accepted(row.host(), probe.id(), 1, row.micros(), capped);
          row.kept().accept(row.sample());
        }
      }
    }
  }

  private void write(RowSink sink, LiveRow row) {
    sink.beginRow();
    sink.integer(row.host());
    sink.integer(row.series().id);
    sink.time(row.micros());
    List<ValueDescription> values = probe.description().values();
    for (int column = 0; column < row.places().length; column++) {
      int place = row.places()[column];
      double value = place < 0 ? Double.NaN : row.row().value(place);
      if (Double.isNaN(value)) {
        sink.missing();
      } else if (values.get(column).type() == Type.INTEGER) {
        sink.bigint((long) value);
      } else {
        sink.real(value);
      }
    }
    sink.endRow();
  }

  /** Which of the rows that are not later than all before are in the table already. */
  private Set<Place> stored(Transaction transaction) {
    List<String> doubtful = new ArrayList<>();
    for (LiveRow row : rows) {
      if (!trusting || row.micros() <= row.series().last) {
        doubtful.add("(" + row.host() + ", " + row.series().id + ", " + row.micros() + ")");
      }
    }
    Set<Place> stored = new HashSet<>();
    for (int from = 0; from < doubtful.size(); from += AT_ONCE) {
      List<String> part = doubtful.subList(from, Math.min(doubtful.size(), from + AT_ONCE));
      transaction.each(
          "SELECT v.series, v.micros FROM (VALUES "
              + String.join(", ", part)
              + ") v(host, series, micros) JOIN "
              + Layout.table(probe.layout().live())
              + " l ON l.host = v.host AND l.series = v.series AND l.sample_time = "
              + transaction.dialect().time("v.micros"),
          row -> stored.add(new Place(row.getInt(1), row.getLong(2))));
    }
    return stored;
  }

  /** Notes what is durable now. */
  void remember() {
    for (LiveRow row : rows) {
      row.series().last = Math.max(row.series().last, row.micros());
    }
  }
}
