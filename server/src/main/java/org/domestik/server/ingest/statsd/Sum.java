// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import java.util.HashSet;
import java.util.Set;
import org.domestik.model.BadInput;

/** What one series adds up to within an interval. Not thread-safe. */
abstract sealed class Sum {
  /** Hears of the numbers that are stored. */
  interface Numbers {
    /** {@code ending}: behind the metric's name; {@code isMeasured}: whether in its unit. */
    void add(String ending, double number, boolean isMeasured);
  }

  /** What the values of all sets of an interval may take together. Not thread-safe. */
  static final class Room {
    private static final long ALL = 16 << 20;

    /** What a text takes besides its characters, and its place in a set. */
    private static final long OF_A_TEXT = 100;

    private long left = ALL;

    private void take(String value) {
      long bytes = OF_A_TEXT + 2L * value.length();
      if (left < bytes) {
        throw new BadInput(
            "the sets have more values within an interval than " + (ALL >> 20) + " MiB hold");
      }
      left -= bytes;
    }
  }

  /** Adds one value of a line that tells of so much of what happened. */
  abstract void add(String value, double rate);

  abstract void tell(Numbers numbers);

  /** An empty one; {@code room}: of its interval. */
  static Sum of(Metric.Type type, double gauge, Room room) {
    return switch (type) {
      case COUNTER -> new Counter();
      case GAUGE -> new Gauge(gauge);
      case TIMER, HISTOGRAM, DISTRIBUTION -> new Timing();
      case SET -> new Distinct(room);
    };
  }

  private static final class Counter extends Sum {
    private double sum;

    @Override
    void add(String value, double rate) {
      sum += Metric.number(value) / rate;
    }

    @Override
    void tell(Numbers numbers) {
      numbers.add("_delta", sum, false);
    }
  }

  /** The last value; with a sign it is added to the one before. */
  static final class Gauge extends Sum {
    private double last;

    private Gauge(double before) {
      last = before;
    }

    double last() {
      return last;
    }

    @Override
    void add(String value, double rate) {
      boolean isChange = value.startsWith("+") || value.startsWith("-");
      double number = Metric.number(value);
      last = isChange ? last + number : number;
    }

    @Override
    void tell(Numbers numbers) {
      numbers.add("", last, true);
    }
  }

  private static final class Timing extends Sum {
    private double count;
    private double sum;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    @Override
    void add(String value, double rate) {
      double number = Metric.number(value);
      count += 1 / rate;
      sum += number / rate;
      least = Math.min(least, number);
      greatest = Math.max(greatest, number);
    }

    @Override
    void tell(Numbers numbers) {
      numbers.add("_count", count, false);
      numbers.add("_sum", sum, true);
      numbers.add("_mean", sum / count, true);
      numbers.add("_min", least, true);
      numbers.add("_max", greatest, true);
    }
  }

  /** How many different values there were. */
  private static final class Distinct extends Sum {
    private static final int MOST = 10_000;

    private final Set<String> values = new HashSet<>();
    private final Room room;

    private Distinct(Room room) {
      this.room = room;
    }

    @Override
    void add(String value, double rate) {
      if (values.contains(value)) {
        return;
      }
      if (values.size() == MOST) {
        throw new BadInput("the set has more than " + MOST + " values within an interval");
      }
      room.take(value);
      values.add(value);
    }

    @Override
    void tell(Numbers numbers) {
      numbers.add("_distinct", values.size(), false);
    }
  }
}
