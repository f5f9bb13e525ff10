// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.domestik.model.Row;
import org.domestik.model.ValueDescription;
import org.domestik.storage.batch.BoundBatch.BoundSample;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.SeriesEntry;
import org.jspecify.annotations.Nullable;

/** One sample on its way into a table: where its rows belong. */
public final class TakenSample {
  public final int host;
  public final BoundSample bound;
  public final @Nullable SeriesEntry[] series;

  public TakenSample(int host, BoundSample bound) {
    this.host = host;
    this.bound = bound;
    series = new @Nullable SeriesEntry[isDescribed() ? rows().size() : 0];
  }

  public boolean isDescribed() {
    return bound.probe().isDescribed();
  }

  public List<Row> rows() {
    return bound.sample().rows();
  }

  /** Looks up the numbers of its series; answers whether all have one. */
  public boolean resolve() {
    boolean complete = true;
    for (int i = 0; i < series.length; i++) {
      if (series[i] == null) {
        series[i] = bound.probe().series().get(key(i));
        complete &= series[i] != null;
      }
    }
    return complete;
  }

  /** The series of its rows, once all have a number. */
  @SuppressWarnings("NullAway") // resolve() answered that there is none left.
  SeriesEntry[] series() {
    return series;
  }

  /** Notes that its rows are durable now; by the writing thread. */
  public void remember() {
    List<ValueDescription> values = bound.probe().description().values();
    double[] numbers = new double[values.size()];
    for (int i = 0; i < series.length; i++) {
      SeriesEntry entry = series[i];
      if (entry != null) {
        bound.numbers(i, numbers);
        entry.remember(values, bound.micros(), numbers);
      }
    }
  }

  /** Notes that its rows are durable, or are there already; by the writing thread. */
  public void forget() {
    for (SeriesEntry entry : series()) {
      entry.forget(bound.micros());
    }
  }

  /** Makes {@link #claim} start from what is stored. */
  public void begin() {
    for (SeriesEntry entry : series()) {
      entry.tentative = entry.last;
    }
  }

  /**
   * Whether every row is later than all before it, counting those claimed since {@link #begin}. By
   * the writing thread alone.
   *
   * @param archived until when rows may be in the archive
   */
  public boolean claim(long archived) {
    long micros = bound.micros();
    boolean isNew = micros >= archived;
    for (SeriesEntry entry : series()) {
      if (micros > entry.tentative) {
        entry.tentative = micros;
      } else {
        isNew = false;
      }
    }
    return isNew;
  }

  /** Its rows as the journal has them. */
  public JournaledRows encoded() {
    List<ValueDescription> values = bound.probe().description().values();
    ByteBuffer bytes = ByteBuffer.allocate(series.length * JournaledRows.size(values.size()));
    write(bytes);
    return new JournaledRows(
        host,
        bound.probe(),
        bound.micros(),
        values.stream().map(ValueDescription::name).toList(),
        series.length,
        bytes.flip());
  }

  /** Writes its rows as the journal has them. */
  void write(ByteBuffer bytes) {
    int columns = bound.probe().description().values().size();
    SeriesEntry[] its = series();
    for (int i = 0; i < its.length; i++) {
      bytes.putInt(its[i].id);
      for (int column = 0; column < columns; column++) {
        bytes.putDouble(bound.value(i, column));
      }
    }
  }

  /** The series that have no number yet. */
  public List<SeriesKey> unresolved() {
    return IntStream.range(0, series.length)
        .filter(i -> series[i] == null)
        .mapToObj(this::key)
        .toList();
  }

  private SeriesKey key(int row) {
    return new SeriesKey(host, rows().get(row).key());
  }
}
