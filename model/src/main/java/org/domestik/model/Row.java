// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The values of one key at one time: key {@code ["sda", "read"]}, values {@code bytes} and {@code
 * operations}.
 *
 * <p>Rows of one shape may share one list of names, so a reader that meets the same list again need
 * not look at it twice. Numbers are doubles: exact for integers to 2^53. NaN stands for "no value".
 */
public final class Row {
  private final List<String> key;
  private final List<String> names;
  private final double[] values;

  /**
   * Takes over {@code values} without a copy: the caller must not change it afterwards.
   *
   * @param key one text a level, outermost first; empty for a flat table of values
   * @param names the values' names, as many as {@code values}
   */
  public Row(List<String> key, List<String> names, double[] values) {
    if (names.size() != values.length) {
      throw new IllegalArgumentException(names.size() + " names, " + values.length + " values");
    }
    this.key = List.copyOf(key);
    this.names = List.copyOf(names);
    this.values = values;
  }

  /** A row from a map of value names to numbers, in the map's order. */
  public static Row of(List<String> key, Map<String, Double> values) {
    double[] numbers = new double[values.size()];
    int at = 0;
    for (double number : values.values()) {
      numbers[at++] = number;
    }
    return new Row(key, new ArrayList<>(values.keySet()), numbers);
  }

  public List<String> key() {
    return key;
  }

  /** How many levels of the key say something: a key that got more since has nothing in those. */
  public int ownLevels() {
    int levels = key.size();
    while (levels > 0 && key.get(levels - 1).isEmpty()) {
      levels--;
    }
    return levels;
  }

  /** The same row with the first levels of its key. */
  public Row cut(int levels) {
    return levels >= key.size() ? this : new Row(key.subList(0, levels), names, values);
  }

  /** The values' names; the same instance for rows of one shape where their maker shared it. */
  public List<String> names() {
    return names;
  }

  /** The value at a place of {@link #names()}. */
  public double value(int index) {
    return values[index];
  }

  /** The value of that name, NaN if the row has none. */
  public double value(String name) {
    int index = names.indexOf(name);
    return index < 0 ? Double.NaN : values[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row that
        && key.equals(that.key)
        && names.equals(that.names)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, names, Arrays.hashCode(values));
  }

  @Override
  public String toString() {
    return key + names.toString() + Arrays.toString(values);
  }
}
