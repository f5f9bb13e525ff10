// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.domestik.storage.catalog.KnownProbe;

/**
 * The rows of a sample as the journal has them: each the number of its series and its values.
 *
 * @param probe as it is now
 * @param names the values that are there, which the probe may have got more of since
 * @param rows at most the first {@code count} times {@link #size} of its bytes are looked at
 */
public record JournaledRows(
    int host, KnownProbe probe, long micros, List<String> names, int count, ByteBuffer rows) {

  /** The bytes of a row with so many values. */
  public static int size(int values) {
    return Integer.BYTES + values * Double.BYTES;
  }

  /** The number of a row's series. */
  public int series(int row) {
    return rows.getInt(row * size(names.size()));
  }

  /** The numbers of all rows' series. */
  public IntStream series() {
    return IntStream.range(0, count).map(this::series);
  }

  /** A row's number for one of the names, by its place among them; NaN: none. */
  public double value(int row, int name) {
    return rows.getDouble(row * size(names.size()) + size(name));
  }
}
