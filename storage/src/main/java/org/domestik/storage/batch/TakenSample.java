// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.List;
import java.util.stream.IntStream;
import org.domestik.model.Row;
import org.domestik.model.ValueDescription;
import org.domestik.storage.batch.BoundBatch.BoundSample;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.SeriesEntry;
import org.jspecify.annotations.Nullable;

/** One sample on its way into a table: where its rows belong and how many of them were new. */
public final class TakenSample {
  public final int host;
  public final BoundSample bound;
  public final @Nullable SeriesEntry[] series;

  /** How many of its rows were stored by the transaction under way. */
  public int stored;

  /** How many rows that were there already, or stand before in the group, got values from it. */
  public int completed;

  public TakenSample(int host, BoundSample bound) {
    this.host = host;
    this.bound = bound;
    series = new @Nullable SeriesEntry[isDescribed() ? rows().size() : 0];
  }

  /** Whether anything of it was stored by the transaction under way. */
  public boolean brought() {
    return stored + completed > 0;
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
