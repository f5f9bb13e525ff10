// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * What each column of a table is; numbers are places, -1 for none.
 *
 * @param host the column of the host's name
 * @param time that of the sample's time, or of a bucket's start
 * @param archived that which says whether a row is a bucket; -1: {@code samples} decides for all
 * @param end that of a bucket's end
 * @param samples that of a bucket's number of samples; -1: the table has no buckets
 * @param keys those of the key's levels, by name, outermost first
 * @param values of a table of plain samples those of the values, by name
 * @param summaries of a table of buckets what is kept of each value, by name
 */
record Columns(
    int host,
    int time,
    int archived,
    int end,
    int samples,
    Map<String, Integer> keys,
    Map<String, Integer> values,
    Map<String, Summarized> summaries) {
  static final String HOST = "host";
  static final String TIME = "sample_time";
  private static final String ARCHIVED = "archived";
  private static final String END = "bucket_end";
  private static final String SAMPLES = "samples";

  /** Where the numbers of a bucket's value stand. */
  record Summarized(int min, int max, int average, int sum, int count, int minTime, int maxTime) {
    private static Summarized of(List<String> columns, String value) {
      return new Summarized(
          columns.indexOf(value + "_min"),
          columns.indexOf(value + "_max"),
          columns.indexOf(value + "_avg"),
          columns.indexOf(value + "_sum"),
          columns.indexOf(value + "_count"),
          columns.indexOf(value + "_min_time"),
          columns.indexOf(value + "_max_time"));
    }

    private boolean isWhole() {
      return min >= 0 && max >= 0 && average >= 0 && count >= 0 && minTime >= 0 && maxTime >= 0;
    }
  }

  /**
   * Tells them apart by their names.
   *
   * @param first the first row's cells: of a probe that nobody has described a column with a text
   *     is a key
   * @param description what is known of the probe
   * @param keys what the person who imports says are keys; empty: nothing
   */
  static Columns of(
      List<String> names,
      @Nullable Object[] first,
      @Nullable ProbeDescription description,
      List<String> keys) {
    Set<String> all = new LinkedHashSet<>();
    for (String name : names) {
      if (!all.add(name)) {
        throw new BadInput("the column " + name + " comes twice");
      }
    }
    if (!all.contains(TIME)) {
      throw new BadInput("there is no column " + TIME);
    }
    boolean buckets = all.contains(END) && all.contains(SAMPLES);
    if (!buckets && all.contains(ARCHIVED) && all.contains(SAMPLES)) {
      throw new BadInput(
          "it has archived rows without a column " + END + ": export them again with this version");
    }
    Set<String> rest = new LinkedHashSet<>(all);
    rest.removeAll(List.of(HOST, TIME));
    if (buckets) {
      rest.removeAll(List.of(ARCHIVED, END, SAMPLES));
    }
    Map<String, Integer> levels = keys(names, rest, first, description, keys);
    rest.removeAll(levels.keySet());
    Map<String, Integer> values = new LinkedHashMap<>();
    Map<String, Summarized> summaries = new LinkedHashMap<>();
    if (buckets) {
      summarized(names, rest, summaries);
    } else {
      Set<String> derived = derived(description);
      rest.stream()
          .filter(name -> !derived.contains(name))
          .forEach(name -> values.put(Names.column("value", name), names.indexOf(name)));
    }
    if (values.isEmpty() && summaries.isEmpty()) {
      throw new BadInput("there is no column of a value");
    }
    return new Columns(
        names.indexOf(HOST),
        names.indexOf(TIME),
        buckets ? names.indexOf(ARCHIVED) : -1,
        buckets ? names.indexOf(END) : -1,
        buckets ? names.indexOf(SAMPLES) : -1,
        levels,
        values,
        summaries);
  }

  private static Map<String, Integer> keys(
      List<String> names,
      Set<String> rest,
      @Nullable Object[] first,
      @Nullable ProbeDescription description,
      List<String> said) {
    List<String> keys = new ArrayList<>(said);
    if (said.isEmpty() && description != null) {
      keys.addAll(description.keys());
    } else if (said.isEmpty()) {
      for (String name : rest) {
        if (first[names.indexOf(name)] instanceof String text
            && Double.isNaN(Decimal.parse(text))
            && !name.endsWith("_time")) {
          keys.add(name);
        }
      }
    }
    Map<String, Integer> levels = new LinkedHashMap<>();
    for (String key : keys) {
      if (!rest.contains(key)) {
        throw new BadInput("there is no column " + key + ", which is a key");
      }
      levels.put(Names.column("key", key), names.indexOf(key));
    }
    return levels;
  }

  private static void summarized(
      List<String> names, Set<String> rest, Map<String, Summarized> summaries) {
    for (String name : rest) {
      if (name.endsWith("_min_time")) {
        String value = name.substring(0, name.length() - "_min_time".length());
        Summarized summarized = Summarized.of(names, value);
        if (!summarized.isWhole()) {
          throw new BadInput(
              "of buckets the columns "
                  + value
                  + "_min, _max, _avg, _count, _min_time and _max_time are needed");
        }
        summaries.put(Names.column("value", value), summarized);
      }
    }
  }

  private static Set<String> derived(@Nullable ProbeDescription description) {
    Set<String> names = new LinkedHashSet<>();
    if (description != null) {
      description.derived().stream().map(DerivedValue::name).forEach(names::add);
    }
    return names;
  }
}
