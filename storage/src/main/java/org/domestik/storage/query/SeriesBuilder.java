// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.storage.Series;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the points of a series, by slot of time: a slot keeps its least and greatest number, and
 * the average of all its numbers, each counted as often as it was sampled.
 */
public final class SeriesBuilder {
  /** What a slot takes on the heap: itself, and of each value five arrays' places. */
  private static final int SLOT_BYTES = 160;

  private static final int VALUE_BYTES = 40;

  /** So much of the heap may one series take: a few are read at a time. */
  private static final int HEAP_PART = 4;

  private final List<String> names;
  private final long most;
  private final List<Slot> slots = new ArrayList<>();
  private @Nullable Instant archivedUntil;

  public SeriesBuilder(List<String> names) {
    this(names, Runtime.getRuntime().maxMemory() / HEAP_PART);
  }

  SeriesBuilder(List<String> names, long bytes) {
    this.names = names;
    this.most = bytes / (SLOT_BYTES + (long) VALUE_BYTES * names.size());
  }

  /** What is known of each value in one slot. */
  private static final class Slot {
    final long time;

    /** Where its last bucket ends, or the last live point beside one; 0 if there is no bucket. */
    long end;

    final double[] min;
    final double[] max;
    final double[] sum;
    final long[] count;
    final boolean[] bounds;

    Slot(long time, int values) {
      this.time = time;
      min = new double[values];
      max = new double[values];
      sum = new double[values];
      count = new long[values];
      bounds = new boolean[values];
      java.util.Arrays.fill(min, Double.NaN);
      java.util.Arrays.fill(max, Double.NaN);
    }

    void add(int value, double least, double greatest, double average, long times) {
      min[value] = Double.isNaN(min[value]) ? least : Math.min(min[value], least);
      max[value] = Double.isNaN(max[value]) ? greatest : Math.max(max[value], greatest);
      if (times > 0) {
        sum[value] += average * times;
        count[value] += times;
      }
    }
  }

  /** Where a point at a time (epoch milliseconds) is put; the slot's point carries that time. */
  public Point at(long time) {
    return new Point(slot(time));
  }

  private Slot slot(long time) {
    Slot newest = slots.isEmpty() ? null : slots.getLast();
    if (newest != null && newest.time == time) {
      return newest;
    }
    int place = slots.size();
    if (newest != null && newest.time > time) { // Rare: points mostly come in order.
      place = place(time);
      if (slots.get(place).time == time) {
        return slots.get(place);
      }
    }
    if (slots.size() >= most) {
      throw new BadInput(
          "the range has more than %d points, which is what there is room for in memory; ask for a shorter one"
              .formatted(most));
    }
    Slot slot = new Slot(time, names.size());
    slots.add(place, slot);
    return slot;
  }

  /** Where the first slot is that is not before a time; there is one. */
  private int place(long time) {
    int low = 0;
    int high = slots.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (slots.get(middle).time < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** A place to put numbers. */
  public record Point(Object slot) {
    /** Adds what a number was at least, at most and on average; NaN changes nothing. */
    public void add(int value, double least, double greatest, double average, long times) {
      if (!Double.isNaN(least) && !Double.isNaN(greatest)) {
        ((Slot) slot).add(value, least, greatest, average, times);
      }
    }

    /** Says that it stands for a bucket, and where that ends (epoch milliseconds). */
    void archived(long end) {
      ((Slot) slot).end = Math.max(((Slot) slot).end, end);
    }

    /** Says that it stands for a live point too, which is at a time (epoch milliseconds). */
    void live(long time) {
      if (((Slot) slot).end > 0) {
        archived(time + 1);
      }
    }

    /** Adds what a number certainly lay between. */
    void addBounds(int value, double least, double greatest) {
      if (!Double.isNaN(least) && !Double.isNaN(greatest)) {
        ((Slot) slot).add(value, least, greatest, 0, 0);
        ((Slot) slot).bounds[value] = true;
      }
    }
  }

  /**
   * Archive and live data as one series.
   *
   * @param points if there are more than this, that many slots take them; 0: no limit
   */
  public static Series joined(Series archive, Series live, int points) {
    if (archive.time().isEmpty() && (points == 0 || live.time().size() <= points)) {
      return live;
    }
    Set<String> names = new LinkedHashSet<>(archive.values().keySet());
    names.addAll(live.values().keySet());
    SeriesBuilder joined = new SeriesBuilder(new ArrayList<>(names));
    LongSummaryStatistics times =
        Stream.concat(archive.time().stream(), live.time().stream())
            .mapToLong(Long::longValue)
            .summaryStatistics();
    SlotTime slot = time -> time;
    if (points > 0 && times.getCount() > points) {
      long width = (times.getMax() - times.getMin()) / points + 1;
      // A slot carries its first point's time, so that an archived one still has its bucket's
      // start.
      Map<Long, Long> first = new HashMap<>();
      Stream.concat(archive.time().stream(), live.time().stream())
          .forEach(time -> first.merge((time - times.getMin()) / width, time, Math::min));
      slot = time -> first.getOrDefault((time - times.getMin()) / width, time);
    }
    joined.addAll(archive, slot);
    joined.addAll(live, slot);
    return joined.series();
  }

  void archivedUntil(Instant instant) {
    archivedUntil =
        archivedUntil == null || instant.isAfter(archivedUntil) ? instant : archivedUntil;
  }

  /** The points in order of time. */
  public Series series() {
    List<Long> times = new ArrayList<>(slots.size());
    slots.forEach(slot -> times.add(slot.time));
    Map<String, Series.Band> bands = new LinkedHashMap<>();
    for (int value = 0; value < names.size(); value++) {
      bands.put(names.get(value), band(value));
    }
    return new Series(times, bands, archivedUntil, length());
  }

  private List<Long> length() {
    List<Long> length = new ArrayList<>();
    int archived = 0;
    for (Slot slot : slots) {
      length.add(Math.max(0, slot.end - slot.time));
      archived = slot.end > 0 ? length.size() : archived;
    }
    return length.subList(0, archived);
  }

  private Series.Band band(int value) {
    List<@Nullable Double> avg = new ArrayList<>(slots.size());
    List<@Nullable Double> min = new ArrayList<>(slots.size());
    List<@Nullable Double> max = new ArrayList<>(slots.size());
    List<Long> count = new ArrayList<>(slots.size());
    List<Boolean> bounds = new ArrayList<>();
    boolean anyBounds = false;
    for (Slot slot : slots) {
      avg.add(slot.count[value] == 0 ? null : slot.sum[value] / slot.count[value]);
      min.add(Double.isNaN(slot.min[value]) ? null : slot.min[value]);
      max.add(Double.isNaN(slot.max[value]) ? null : slot.max[value]);
      count.add(slot.count[value]);
      bounds.add(slot.bounds[value]);
      anyBounds |= slot.bounds[value];
    }
    return new Series.Band(avg, min, max, count, anyBounds ? bounds : List.of());
  }

  /** Puts another series' points into the slots of this one. */
  void addAll(Series series, SlotTime slot) {
    for (int i = 0; i < series.time().size(); i++) {
      long time = series.time().get(i);
      Point point = at(slot.of(time));
      if (i < series.length().size() && series.length().get(i) > 0) {
        point.archived(time + series.length().get(i));
      } else {
        point.live(time);
      }
    }
    for (int value = 0; value < names.size(); value++) {
      Series.Band band = series.values().get(names.get(value));
      if (band != null) {
        for (int i = 0; i < series.time().size(); i++) {
          Double min = band.min().get(i);
          Double max = band.max().get(i);
          Double avg = band.avg().get(i);
          if (min != null && max != null) {
            Point point = at(slot.of(series.time().get(i)));
            if (!band.bounds().isEmpty() && band.bounds().get(i)) {
              point.addBounds(value, min, max);
            } else {
              point.add(value, min, max, avg == null ? 0 : avg, band.count().get(i));
            }
          }
        }
      }
    }
    Instant until = series.archivedUntil();
    if (until != null) {
      archivedUntil(until);
    }
  }

  /** Which slot a time belongs to, by the slot's own time. */
  interface SlotTime {
    long of(long time);
  }
}
