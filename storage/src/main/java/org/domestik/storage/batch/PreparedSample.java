// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.sql.Times;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a sample, as bytes: each the number of its series and its values.
 *
 * <p>Belongs to the thread that writes it, which notes in it what it finds out.
 */
public final class PreparedSample {
  private static final SeriesEntry[] UNKNOWN = {};

  private final int host;
  private final KnownProbe probe;
  private final long micros;
  private final List<String> names;
  private final ByteBuffer rows;

  /** What memory has of each row's series; empty where the rows came from the journal. */
  private final SeriesEntry[] series;

  private boolean isNew;
  private boolean brought;
  private boolean written;
  private boolean repeated;

  private PreparedSample(
      int host,
      KnownProbe probe,
      long micros,
      List<String> names,
      ByteBuffer rows,
      SeriesEntry[] series) {
    this.host = host;
    this.probe = probe;
    this.micros = micros;
    this.names = names;
    this.rows = rows;
    this.series = series;
  }

  /**
   * Rows of the journal.
   *
   * @param probe as it is now
   * @param names the values that are there, which the probe may have got more of since
   */
  static PreparedSample read(
      int host, KnownProbe probe, long micros, List<String> names, ByteBuffer rows) {
    return new PreparedSample(host, probe, micros, names, rows, UNKNOWN);
  }

  /** A sample's rows in the columns of its probe; null if one of its series has no number. */
  static @Nullable PreparedSample of(int host, KnownProbe probe, Sample sample) {
    SeriesEntry[] series = new SeriesEntry[sample.rows().size()];
    for (int i = 0; i < series.length; i++) {
      SeriesEntry entry = probe.series().get(new SeriesKey(host, sample.rows().get(i).key()));
      if (entry == null) {
        return null;
      }
      series[i] = entry;
    }
    List<String> names = probe.valueNames();
    ByteBuffer rows = ByteBuffer.allocate(series.length * size(names.size()));
    write(names, sample, series, rows);
    return new PreparedSample(host, probe, Times.micros(sample.time()), names, rows.flip(), series);
  }

  @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a search.
  private static void write(
      List<String> names, Sample sample, SeriesEntry[] series, ByteBuffer rows) {
    List<String> shape = List.of();
    int[] places = new int[names.size()];
    for (int i = 0; i < series.length; i++) {
      Row row = sample.rows().get(i);
      if (i == 0 || row.names() != shape) { // Mostly one list for all rows.
        shape = row.names();
        for (int column = 0; column < places.length; column++) {
          places[column] = shape.indexOf(names.get(column));
        }
      }
      rows.putInt(series[i].id);
      for (int place : places) {
        rows.putDouble(place < 0 ? Double.NaN : row.value(place));
      }
    }
  }

  /** The bytes of a row with so many values. */
  static int size(int values) {
    return Integer.BYTES + values * Double.BYTES;
  }

  public int host() {
    return host;
  }

  public KnownProbe probe() {
    return probe;
  }

  /** The time of all its rows. */
  public long micros() {
    return micros;
  }

  /** The names of the values that each row has. */
  public List<String> names() {
    return names;
  }

  /** How many rows it has. */
  public int count() {
    return rows.limit() / size(names.size());
  }

  /** All rows, one behind the other; to be read by the caller alone. */
  ByteBuffer rows() {
    return rows.duplicate();
  }

  /** The number of a row's series. */
  public int series(int row) {
    return rows.getInt(row * size(names.size()));
  }

  /** The numbers of all rows' series. */
  public IntStream series() {
    return IntStream.range(0, count()).map(this::series);
  }

  /** A row's number for one of the names, by its place among them; NaN: none. */
  public double value(int row, int name) {
    return rows.getDouble(row * size(names.size()) + size(name));
  }

  /** Whether all rows are known not to be stored yet. */
  public boolean isNew() {
    return isNew;
  }

  void setNew(boolean is) {
    isNew = is;
  }

  /** Whether something of it was not there before. */
  public boolean hasBrought() {
    return brought;
  }

  /** Notes that something of it was not there before. */
  public void bring() {
    brought = true;
  }

  /** Whether its rows are in the tables, although others of its batch may not be there yet. */
  public boolean isWritten() {
    return written;
  }

  /** Notes that its rows are in the tables. */
  public void setWritten() {
    written = true;
  }

  /** Whether its rows were stored before, and only those are to be that were purged since. */
  public boolean isRepeated() {
    return repeated;
  }

  /** Notes that its rows were stored before. */
  public void setRepeated() {
    repeated = true;
  }

  /**
   * Finds out whether every row is known to be new; from now on none is. Forgets what was found out
   * before.
   *
   * @param archived until when rows may be in the archive
   * @param isAlone whether nobody else writes
   */
  public boolean claim(long archived, boolean isAlone) {
    brought = false;
    written = false;
    isNew = micros >= archived;
    for (SeriesEntry entry : series) {
      isNew &= entry.claim(micros, isAlone);
    }
    return isNew;
  }

  /** Whether memory may have it: its first row is not later than all of its series. */
  boolean mayBeKnown() {
    return series.length > 0 && micros <= series[0].last;
  }

  /** Whether it is of the same probe and series as one that is of an earlier time. */
  boolean follows(PreparedSample before) {
    return probe.id() == before.probe.id()
        && micros > before.micros
        && Arrays.equals(series, before.series);
  }

  /** Notes in memory that its rows are durable now, and the newest of their series. */
  public void remember() {
    List<ValueDescription> values = probe.description().values();
    double[] numbers = new double[values.size()];
    for (int row = 0; row < series.length; row++) {
      for (int column = 0; column < numbers.length; column++) {
        numbers[column] = value(row, column);
      }
      series[row].remember(values, micros, numbers);
    }
  }

  /** Notes in memory that its rows are durable, but may be there already. */
  public void doubt() {
    for (SeriesEntry entry : series) {
      entry.doubt(micros);
    }
  }

  /** What memory has of each row's series. */
  public List<SeriesEntry> entries() {
    return Arrays.asList(series);
  }

  /** Notes in memory that its rows are durable, which are not the next of their series. */
  public void forget() {
    for (SeriesEntry entry : series) {
      entry.forget(micros);
    }
  }
}
