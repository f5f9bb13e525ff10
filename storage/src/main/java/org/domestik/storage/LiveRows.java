// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.domestik.model.ValueDescription.Type;
import org.jspecify.annotations.Nullable;

/**
 * The new rows of one probe's live table in one transaction.
 *
 * <p>Of rows with one series and time the first wins, whether it is stored already or stands before
 * in the group. What is later than everything known of its series is new without a look.
 */
final class LiveRows {
  private static final int AT_ONCE = 1000;

  private final KnownProbe probe;
  private final boolean trusting;
  private final boolean[] integer;
  private final List<TakenSample> samples = new ArrayList<>();

  /**
   * A table nothing was added to yet.
   *
   * @param trusting whether what is later than all this server knows of is new; not so once another
   *     server turned out to be faster
   */
  LiveRows(KnownProbe probe, boolean trusting) {
    this.probe = probe;
    this.trusting = trusting;
    integer = new boolean[probe.description().values().size()];
    for (int column = 0; column < integer.length; column++) {
      integer[column] = probe.description().values().get(column).type() == Type.INTEGER;
    }
  }

  private record Place(int series, long micros) {}

  /** A row that may be there already. */
  private record Doubt(int host, int series, long micros) {
    @Override
    public String toString() {
      return "(" + host + ", " + series + ", " + micros + ")";
    }
  }

  void add(TakenSample sample) {
    samples.add(sample);
  }

  void write(Transaction transaction, Ledger ledger, long now) {
    Set<Place> stored = stored(transaction);
    samples.forEach(this::begin);
    @Nullable Set<Place> written = null;
    try (RowSink sink = transaction.sink(probe.layout().live(), probe.layout().liveColumns())) {
      for (int number = 0; number < samples.size(); number++) {
        TakenSample sample = samples.get(number);
        long micros = sample.bound.micros();
        for (int i = 0; i < sample.series.length; i++) {
          SeriesEntry series = entry(sample, i);
          boolean isNew = micros > series.tentative;
          if (isNew) {
            series.tentative = micros;
          } else {
            // Rare: only now is it worth knowing what the group itself has written so far.
            written = written == null ? before(number, i) : written;
            Place place = new Place(series.id, micros);
            isNew = !stored.contains(place) && !written.contains(place);
          }
          if (isNew) {
            write(sink, sample, i, series.id);
            sample.stored++;
            if (written != null) {
              written.add(new Place(series.id, micros));
            }
          }
        }
        if (sample.stored > 0) {
          ledger.accepted(sample.host, probe.id(), sample.stored, micros, now);
        }
      }
    }
  }

  private void begin(TakenSample sample) {
    sample.stored = 0;
    for (int i = 0; i < sample.series.length; i++) {
      SeriesEntry series = entry(sample, i);
      series.tentative = trusting ? series.last : Long.MAX_VALUE;
    }
  }

  /** The places of all rows of the group that stand before one; those not stored do no harm. */
  private Set<Place> before(int number, int row) {
    Set<Place> places = new HashSet<>();
    for (int earlier = 0; earlier <= number; earlier++) {
      TakenSample sample = samples.get(earlier);
      int rows = earlier == number ? row : sample.series.length;
      for (int i = 0; i < rows; i++) {
        places.add(new Place(entry(sample, i).id, sample.bound.micros()));
      }
    }
    return places;
  }

  private static SeriesEntry entry(TakenSample sample, int row) {
    SeriesEntry series = sample.series[row];
    if (series == null) {
      throw new GroupWriter.Stale();
    }
    return series;
  }

  private void write(RowSink sink, TakenSample sample, int index, int series) {
    sink.beginRow();
    sink.integer(sample.host);
    sink.integer(series);
    sink.time(sample.bound.micros());
    for (int column = 0; column < integer.length; column++) {
      sink.number(sample.bound.value(index, column), integer[column]);
    }
    sink.endRow();
  }

  /** Which of the rows that are not later than all before are in the table already. */
  private Set<Place> stored(Transaction transaction) {
    List<Doubt> doubtful = new ArrayList<>();
    for (TakenSample sample : samples) {
      long micros = sample.bound.micros();
      for (int i = 0; i < sample.series.length; i++) {
        SeriesEntry series = entry(sample, i);
        if (!trusting || micros <= series.last) {
          doubtful.add(new Doubt(sample.host, series.id, micros));
        }
      }
    }
    Dialect dialect = transaction.dialect();
    Set<Place> stored = new HashSet<>();
    for (int from = 0; from < doubtful.size(); from += AT_ONCE) {
      List<Doubt> part = doubtful.subList(from, Math.min(doubtful.size(), from + AT_ONCE));
      Range times = Range.of(part.stream().mapToLong(Doubt::micros));
      transaction.each(
          "SELECT v.series, v.micros FROM (VALUES "
              + String.join(", ", part.stream().map(Doubt::toString).toList())
              + ") v(host, series, micros) JOIN "
              + Layout.table(probe.layout().live())
              + " l ON l.host = v.host AND l.series = v.series AND l.sample_time = "
              + dialect.time("v.micros")
              + dialect.implied(
                  Range.of(part.stream().mapToLong(Doubt::host)).has("l.host"),
                  Range.of(part.stream().mapToLong(Doubt::series)).has("l.series"),
                  times.hasTime(dialect, "l.sample_time")),
          row -> stored.add(new Place(row.getInt(1), row.getLong(2))));
    }
    return stored;
  }

  /** Notes what is durable now. */
  void remember() {
    samples.forEach(TakenSample::remember);
  }
}
