// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.sql.Transaction;

/** Finds out which of several samples brought something, before it is in the live table. */
final class Counting {
  private final Transaction transaction;
  private final List<PreparedSample> samples;
  private final List<ValueDescription> values;

  /** A series' row of a time, in microseconds. */
  private record Place(int series, long micros) implements Comparable<Place> {
    /** For maps: strangers may give many times one hash code. */
    @Override
    public int compareTo(Place that) {
      int order = Integer.compare(series, that.series);
      return order == 0 ? Long.compare(micros, that.micros) : order;
    }
  }

  /** Of samples that the table {@code met} has been made of. */
  Counting(Transaction transaction, List<PreparedSample> samples, List<ValueDescription> values) {
    this.transaction = transaction;
    this.samples = samples;
    this.values = values;
  }

  /** Notes it; {@code changed} tells rows that complete one that is there. */
  void note(String changed) {
    PreparedSample[] byNumber =
        samples.stream()
            .flatMap(it -> Collections.nCopies(it.count(), it).stream())
            .toArray(PreparedSample[]::new);
    transaction.each(
        "SELECT number FROM met WHERE copies = 1 AND (NOT there OR " + changed + ")",
        row -> byNumber[row.getInt(1)].bring());
    Map<Place, double[]> there = doubled();
    if (!there.isEmpty()) {
      samples.forEach(sample -> count(sample, there));
    }
  }

  /** What is there of each place that several rows are of; no numbers where nothing is. */
  private Map<Place, double[]> doubled() {
    StringBuilder old = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      old.append(", o").append(i);
    }
    Map<Place, double[]> there = new TreeMap<>();
    transaction.each(
        "SELECT series, "
            + transaction.dialect().micros("sample_time")
            + ", there"
            + old
            + " FROM met WHERE copies > 1",
        row -> {
          double[] numbers = new double[row.getBoolean(3) ? values.size() : 0];
          for (int i = 0; i < numbers.length; i++) {
            double number = row.getDouble(i + 4);
            numbers[i] = row.wasNull() ? Double.NaN : number;
          }
          there.put(new Place(row.getInt(1), row.getLong(2)), numbers);
        });
    return there;
  }

  /** Puts its rows to what is there, one after the other. */
  private void count(PreparedSample sample, Map<Place, double[]> there) {
    List<Integer> places = new ArrayList<>();
    values.forEach(value -> places.add(sample.names().indexOf(value.name())));
    for (int i = 0; i < sample.count(); i++) {
      Place place = new Place(sample.series(i), sample.micros());
      double[] before = there.get(place);
      if (before != null) {
        double[] after = new double[values.size()];
        boolean brought = before.length == 0;
        for (int column = 0; column < after.length; column++) {
          double old = before.length == 0 ? Double.NaN : before[column];
          int at = places.get(column);
          double number = at < 0 ? Double.NaN : sample.value(i, at);
          brought |= !Double.isNaN(number) && number != old;
          after[column] = Double.isNaN(number) ? old : number;
        }
        if (brought) {
          sample.bring();
        }
        there.put(place, after);
      }
    }
  }
}
