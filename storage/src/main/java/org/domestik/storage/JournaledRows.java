// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.nio.ByteBuffer;
import java.util.List;
import org.domestik.model.ValueDescription;
import org.domestik.model.ValueDescription.Type;

/**
 * The rows of a sample as the journal has them: each the number of its series and its values.
 *
 * @param probe as it is now
 * @param names the values that are there, which the probe may have got more of since
 * @param rows at most the first {@code count} times {@link #size} of its bytes are looked at
 */
record JournaledRows(
    int host, KnownProbe probe, long micros, List<String> names, int count, ByteBuffer rows) {

  /** The bytes of a row with so many values. */
  static int size(int values) {
    return Integer.BYTES + values * Double.BYTES;
  }

  /** Writes them into the probe's live table. */
  void write(RowSink sink) {
    List<ValueDescription> values = probe.description().values();
    int[] places = new int[values.size()];
    boolean[] integer = new boolean[values.size()];
    for (int column = 0; column < places.length; column++) {
      places[column] = names.indexOf(values.get(column).name());
      integer[column] = values.get(column).type() == Type.INTEGER;
    }
    int size = size(names.size());
    for (int start = 0; start < count * size; start += size) {
      sink.beginRow();
      sink.integer(host);
      sink.integer(rows.getInt(start));
      sink.time(micros);
      for (int column = 0; column < places.length; column++) {
        int place = places[column];
        sink.number(place < 0 ? Double.NaN : rows.getDouble(start + size(place)), integer[column]);
      }
      sink.endRow();
    }
  }
}
