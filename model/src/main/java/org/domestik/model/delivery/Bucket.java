// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import static java.time.temporal.ChronoUnit.MILLIS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Span;
import org.domestik.model.Summary;
import org.domestik.model.description.Expression;

/**
 * Samples of one probe that their sender had no room to keep one by one: what is left of them is
 * what an archive would have kept, and it merges with the archive exactly.
 *
 * <p>Senders choose lengths that divide a quarter of an hour and starts that are multiples of the
 * length since 1970: such buckets lie within the archive's, in any time zone.
 *
 * @param probe the server-side probe fed
 * @param start inclusive, in whole milliseconds
 * @param length to the exclusive end, in whole milliseconds; at most 366 days
 * @param derived the formulas by which the sender computed derived values, by name: where the
 *     server's is another, these are not taken and bounds stand in their place
 * @param rows one a key, at least one
 */
public record Bucket(
    String probe,
    Instant start,
    Duration length,
    Map<String, Expression> derived,
    List<Totals> rows) {
  private static final Duration LONGEST = Duration.ofDays(366);

  /** A sample each 30 microseconds for a year; sums of many such fit into 64 bits. */
  private static final long MOST_SAMPLES = 1L << 40;

  /**
   * The samples of one key.
   *
   * @param key one text a level, outermost first; empty for a flat table of values
   * @param samples how many there were, 1 to 2^40
   * @param values by name of value or derived value; those without any number are left out
   */
  public record Totals(List<String> key, long samples, Map<String, Summary> values) {
    public Totals {
      key = List.copyOf(key);
      values = Map.copyOf(values);
      if (samples < 1 || samples > MOST_SAMPLES) {
        throw new BadInput("key " + key + " has " + samples + " samples");
      }
    }
  }

  public Bucket {
    derived = Map.copyOf(derived);
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new BadInput("a bucket of probe \"" + probe + "\" has no keys");
    }
    if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
      throw new BadInput(
          "a bucket lasts longer than 0 s and at most 366 days, not " + Span.words(length));
    }
    if (!start.equals(start.truncatedTo(MILLIS)) || !length.equals(length.truncatedTo(MILLIS))) {
      throw new BadInput("a bucket starts and ends at whole milliseconds");
    }
    for (Totals row : rows) {
      check(start, start.plus(length), row);
    }
  }

  private static void check(Instant start, Instant end, Totals row) {
    row.values()
        .forEach(
            (name, summary) -> {
              if (summary.count() > row.samples()) {
                throw new BadInput(
                    "value \""
                        + name
                        + "\" of key "
                        + row.key()
                        + " has more numbers than samples");
              }
              for (Instant time : List.of(summary.minTime(), summary.maxTime())) {
                if (time.isBefore(start) || !time.isBefore(end)) {
                  throw new BadInput(
                      "value \""
                          + name
                          + "\" of key "
                          + row.key()
                          + " was seen outside the bucket");
                }
              }
            });
  }

  /** The exclusive end. */
  public Instant end() {
    return start.plus(length);
  }

  /** The latest instant a sample is known of; the start where there is none. */
  public Instant lastKnown() {
    Instant last = start;
    for (Totals row : rows) {
      for (Summary summary : row.values().values()) {
        last = later(last, later(summary.minTime(), summary.maxTime()));
      }
    }
    return last;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }

  /** How many samples there were, each key's counted by itself. */
  public long samples() {
    return rows.stream().mapToLong(Totals::samples).sum();
  }

  /** The extremes of the measured values as a sample, for what only looks at names and numbers. */
  public Sample extremes() {
    List<Row> extremes = new ArrayList<>();
    for (Totals row : rows) {
      List<String> names =
          row.values().keySet().stream()
              .filter(name -> !derived.containsKey(name))
              .sorted()
              .toList();
      extremes.add(new Row(row.key(), names, numbers(row, names, false)));
      extremes.add(new Row(row.key(), names, numbers(row, names, true)));
    }
    return new Sample(probe, start, extremes);
  }

  private static double[] numbers(Totals row, List<String> names, boolean greatest) {
    double[] numbers = new double[names.size()];
    for (int i = 0; i < numbers.length; i++) {
      Summary summary = row.values().get(names.get(i));
      numbers[i] = summary == null ? Double.NaN : greatest ? summary.max() : summary.min();
    }
    return numbers;
  }
}
