// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.storage.Series;
import org.domestik.storage.sql.Times;

/**
 * Gathers the points of a series, by slot of time: a slot keeps its least and greatest number, and
 * the average of all its numbers, each counted as often as it was sampled.
 */
public final class SeriesBuilder {
  /** What a slot takes on the heap while its arrays grow: itself, and of each value. */
  private static final int SLOT_BYTES = 40;

  private static final int VALUE_BYTES = 100;

  /** So much of the heap may one series take: a few are read at a time. */
  private static final int HEAP_PART = 4;

  private static final long NEVER = Long.MIN_VALUE;

  private final List<String> names;
  private final long most;
  private final Slots slots;
  private long archivedUntil = NEVER;

  public SeriesBuilder(List<String> names) {
    this(names, Runtime.getRuntime().maxMemory() / HEAP_PART);
  }

  SeriesBuilder(List<String> names, long bytes) {
    this.names = names;
    this.most = bytes / (SLOT_BYTES + (long) VALUE_BYTES * names.size());
    this.slots = new Slots(names.size());
  }

  /** Where a point at a time (epoch milliseconds) is put; the slot's point carries that time. */
  public Point at(long time) {
    int place = slots.place(time);
    if (place == slots.size || slots.time[place] != time) {
      ensureRoom(slots.size);
      slots.insert(place, time);
    }
    return new Point(slots, place);
  }

  /** Throws {@link BadInput} where there is no room for one point more than so many. */
  void ensureRoom(int points) {
    if (points >= most) {
      throw new BadInput(
          "the range has more than %d points, which is what there is room for in memory; ask for a shorter one"
              .formatted(most));
    }
  }

  /** A place to put numbers, until another point is asked for. */
  public static final class Point {
    private final Slots slots;
    private final int place;

    private Point(Slots slots, int place) {
      this.slots = slots;
      this.place = place;
    }

    /** Adds what a number was at least, at most and on average; NaN changes nothing. */
    public void add(int value, double least, double greatest, double average, long times) {
      if (!Double.isNaN(least) && !Double.isNaN(greatest)) {
        slots.columns[value].add(place, least, greatest, average, times);
      }
    }

    /** Says that it stands for a bucket, and where that ends (epoch milliseconds). */
    void archived(long end) {
      slots.end[place] = Math.max(slots.end[place], end);
    }

    /** Says that it stands for a live point too, which is at a time (epoch milliseconds). */
    void live(long time) {
      if (slots.end[place] > 0) {
        archived(time + 1);
      }
    }

    /** Adds what a number certainly lay between. */
    void addBounds(int value, double least, double greatest) {
      if (!Double.isNaN(least) && !Double.isNaN(greatest)) {
        slots.columns[value].add(place, least, greatest, 0, 0);
        slots.columns[value].bound(place);
      }
    }
  }

  /**
   * Archive and live data as one series.
   *
   * @param points if there are more than this, that many slots take them; 0: no limit
   */
  public static Series joined(Series archive, Series live, int points) {
    boolean areFew = points == 0 || archive.time().size() + live.time().size() <= points;
    if (areFew && archive.time().isEmpty()) {
      return live;
    }
    if (areFew
        && live.time().isEmpty()
        && archive.values().keySet().containsAll(live.values().keySet())) {
      return archive;
    }
    Set<String> names = new LinkedHashSet<>(archive.values().keySet());
    names.addAll(live.values().keySet());
    SeriesBuilder joined = new SeriesBuilder(new ArrayList<>(names));
    SlotTime slot = areFew ? time -> time : thinned(archive, live, points);
    joined.addAll(archive, slot);
    joined.addAll(live, slot);
    return joined.series();
  }

  /**
   * So many slots of one length. A slot carries its first point's time, so that an archived one
   * still has its bucket's start.
   */
  private static SlotTime thinned(Series archive, Series live, int points) {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (List<Long> times : List.of(archive.time(), live.time())) {
      for (long time : times) {
        least = Math.min(least, time);
        greatest = Math.max(greatest, time);
      }
    }
    long begin = least;
    long width = (greatest - begin) / points + 1;
    long[] first = new long[points];
    Arrays.fill(first, Long.MAX_VALUE);
    for (List<Long> times : List.of(archive.time(), live.time())) {
      for (long time : times) {
        int place = (int) ((time - begin) / width);
        first[place] = Math.min(first[place], time);
      }
    }
    return time -> first[(int) ((time - begin) / width)];
  }

  /** Says where a bucket ends, in microseconds. */
  void archivedUntil(long micros) {
    archivedUntil = Math.max(archivedUntil, micros);
  }

  /** The points in order of time; nothing may be added afterwards. */
  public Series series() {
    Map<String, Series.Band> bands = new LinkedHashMap<>();
    for (int value = 0; value < names.size(); value++) {
      bands.put(names.get(value), band(slots.columns[value]));
    }
    Instant until = archivedUntil == NEVER ? null : Times.instant(archivedUntil);
    return new Series(Packed.longs(slots.time, slots.size), bands, until, length());
  }

  private List<Long> length() {
    int archived = slots.size;
    while (archived > 0 && slots.end[archived - 1] == 0) {
      archived--;
    }
    long[] length = new long[archived];
    for (int i = 0; i < archived; i++) {
      length[i] = Math.max(0, slots.end[i] - slots.time[i]);
    }
    return Packed.longs(length, archived);
  }

  private Series.Band band(Slots.Column column) {
    int size = slots.size;
    double[] avg = new double[size];
    for (int i = 0; i < size; i++) {
      avg[i] = column.count[i] == 0 ? Double.NaN : column.sum[i] / column.count[i];
    }
    List<Boolean> bounds = new ArrayList<>();
    boolean[] known = column.bounds;
    for (int i = 0; known != null && i < size; i++) {
      bounds.add(known[i]);
    }
    return new Series.Band(
        Packed.doubles(avg, size),
        Packed.doubles(column.min, size),
        Packed.doubles(column.max, size),
        Packed.longs(column.count, size),
        bounds);
  }

  /** Puts another series' points into the slots of this one. */
  private void addAll(Series series, SlotTime slot) {
    int size = series.time().size();
    for (int i = 0; i < size; i++) {
      long time = series.time().get(i);
      Point point = at(slot.of(time));
      if (i < series.length().size() && series.length().get(i) > 0) {
        point.archived(time + series.length().get(i));
      } else {
        point.live(time);
      }
    }
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = slots.place(slot.of(series.time().get(i)));
    }
    for (int value = 0; value < names.size(); value++) {
      Series.Band band = series.values().get(names.get(value));
      if (band != null) {
        addAll(band, places, value);
      }
    }
    Instant until = series.archivedUntil();
    if (until != null) {
      archivedUntil(Times.micros(until));
    }
  }

  private void addAll(Series.Band band, int[] places, int value) {
    for (int i = 0; i < places.length; i++) {
      Double min = band.min().get(i);
      Double max = band.max().get(i);
      Double avg = band.avg().get(i);
      if (min != null && max != null) {
        Point point = new Point(slots, places[i]);
        if (!band.bounds().isEmpty() && band.bounds().get(i)) {
          point.addBounds(value, min, max);
        } else {
          point.add(value, min, max, avg == null ? 0 : avg, band.count().get(i));
        }
      }
    }
  }

  /** Which slot a time belongs to, by the slot's own time. */
  private interface SlotTime {
    long of(long time);
  }
}
