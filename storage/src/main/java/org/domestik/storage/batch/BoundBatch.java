// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.ArrayList;
import java.util.List;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Times;
import org.jspecify.annotations.Nullable;

/**
 * A batch found good, its values matched to the columns of the tables as they are now.
 *
 * @param digest the {@link Digest} of its contents; null where that is not known, or not needed
 *     because the batch has no delivery
 */
public record BoundBatch(Batch batch, List<BoundSample> samples, @Nullable Long digest) {
  /** How many rows it adds to the tables that only grow. */
  public long entries() {
    return 1L + samples.size() + batch.runs().size();
  }

  /**
   * One sample.
   *
   * @param micros its time
   * @param places for each row, where in the row each of the probe's values stands; -1: nowhere
   */
  public record BoundSample(KnownProbe probe, Sample sample, long micros, List<int[]> places) {

    public static BoundSample of(KnownProbe probe, Sample sample) {
      return new BoundSample(
          probe, sample, Times.micros(sample.time()), places(probe.description(), sample));
    }

    @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a search.
    private static List<int[]> places(ProbeDescription description, Sample sample) {
      List<int[]> places = new ArrayList<>(sample.rows().size());
      List<String> shape = null;
      int[] found = {};
      for (Row row : sample.rows()) {
        // Rows of one shape mostly share one list, so identity spares the search.
        if (row.names() != shape) {
          shape = row.names();
          found = new int[description.values().size()];
          for (int column = 0; column < found.length; column++) {
            found[column] = shape.indexOf(description.values().get(column).name());
          }
        }
        places.add(found);
      }
      return places;
    }

    /** A row's number for one of the probe's values, by its place among them; NaN: none. */
    public double value(int row, int column) {
      int place = places.get(row)[column];
      return place < 0 ? Double.NaN : sample.rows().get(row).value(place);
    }

    /** Fills an array with a row's numbers, in the order of the probe's values; NaN: none. */
    public void numbers(int row, double[] numbers) {
      for (int column = 0; column < numbers.length; column++) {
        numbers[column] = value(row, column);
      }
    }
  }
}
