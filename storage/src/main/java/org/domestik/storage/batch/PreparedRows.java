// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.domestik.model.description.ValueDescription;
import org.domestik.model.description.ValueDescription.Type;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.RowSource;

/** All rows that come into a probe's live table, as a table. */
public final class PreparedRows implements RowSource {
  private final List<Column> columns = new ArrayList<>();
  private final List<ValueDescription> values;
  private final boolean[] integer;
  private final boolean isNumbered;
  private final Iterator<PreparedSample> samples;

  private int host;
  private long micros;
  private List<String> names = List.of();
  private ByteBuffer rows = ByteBuffer.allocate(0);
  private int left;
  private int number;

  /** Where in a row of the journal each of the probe's values stands, in bytes; -1: nowhere. */
  private final int[] places;

  /** With the columns of the live table. */
  public static PreparedRows of(KnownProbe probe, List<PreparedSample> samples) {
    List<ValueDescription> values = probe.description().values();
    return new PreparedRows(probe, samples, false, it -> values.get(it).name());
  }

  /** With a column {@code number}, from 0, behind the times, and values named {@code v0} … */
  public static PreparedRows numbered(KnownProbe probe, List<PreparedSample> samples) {
    return new PreparedRows(probe, samples, true, it -> "v" + it);
  }

  private PreparedRows(
      KnownProbe probe,
      List<PreparedSample> samples,
      boolean isNumbered,
      IntFunction<String> called) {
    this.samples = samples.iterator();
    this.isNumbered = isNumbered;
    values = probe.description().values();
    places = new int[values.size()];
    integer = new boolean[values.size()];
    columns.add(new Column("host", Kind.INTEGER));
    columns.add(new Column("series", Kind.INTEGER));
    columns.add(new Column("sample_time", Kind.TIME));
    if (isNumbered) {
      columns.add(new Column("number", Kind.INTEGER));
    }
    for (int i = 0; i < integer.length; i++) {
      places[i] = -1;
      integer[i] = values.get(i).type() == Type.INTEGER;
      columns.add(new Column(called.apply(i), integer[i] ? Kind.BIGINT : Kind.REAL));
    }
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next(RowSink sink) {
    while (left == 0) {
      if (!samples.hasNext()) {
        return false;
      }
      begin(samples.next());
    }
    int start = rows.position();
    sink.beginRow();
    sink.integer(host);
    sink.integer(rows.getInt(start));
    sink.time(micros);
    if (isNumbered) {
      sink.integer(number++);
    }
    for (int i = 0; i < places.length; i++) {
      sink.number(places[i] < 0 ? Double.NaN : rows.getDouble(start + places[i]), integer[i]);
    }
    sink.endRow();
    rows.position(start + PreparedSample.size(names.size()));
    left--;
    return true;
  }

  private void begin(PreparedSample sample) {
    host = sample.host();
    micros = sample.micros();
    rows = sample.rows();
    left = sample.count();
    if (!sample.names().equals(names)) {
      names = sample.names();
      for (int i = 0; i < places.length; i++) {
        int place = names.indexOf(values.get(i).name());
        places[i] = place < 0 ? -1 : PreparedSample.size(place);
      }
    }
  }
}
