// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.KeyText;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Storable;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a sample as it was seen one that any server takes. What does not fit costs no more than
 * its own row, or its own value. For one sample.
 */
final class Fitting {
  private final Map<String, ValueDescription> limits = new HashMap<>();
  private final List<String> left = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private final Set<List<String>> keys = new HashSet<>();

  /**
   * @param description says which numbers can have been measured; null: all
   */
  Fitting(@Nullable ProbeDescription description) {
    if (description != null) {
      description.values().stream()
          .filter(ValueDescription::isLimited)
          .forEach(value -> limits.put(value.name(), value));
    }
  }

  /** What is left of the sample; null if nothing is. */
  @Nullable Sample fit(Sample seen) {
    List<Row> rows = new ArrayList<>();
    for (Row row : seen.rows()) {
      Row fitted = fit(row);
      if (fitted != null) {
        rows.add(fitted);
      }
    }
    return rows.isEmpty() ? null : new Sample(seen.probe(), seen.time(), rows);
  }

  /** What was left out, and why; one text each. */
  List<String> left() {
    return left;
  }

  /** Which values there were not, since they were no finite numbers; one text each. */
  List<String> unknown() {
    return unknown;
  }

  private @Nullable Row fit(Row row) {
    List<String> key = row.key().isEmpty() ? List.of() : shown(row.key());
    Row numbers = numbers(key, row);
    if (numbers == null) {
      return null; // Only what has a value can be in anybody's way.
    }
    String fault = Storable.fault(key);
    if (fault == null && !keys.add(key)) {
      fault = "comes twice; the first is stored";
    }
    if (fault != null) {
      left.add(Storable.at(key, null) + (key.isEmpty() ? "it " : ": ") + fault);
      return null;
    }
    return numbers;
  }

  private @Nullable String fault(String name, double number) {
    String fault = Storable.fault(number);
    ValueDescription limit = fault == null ? limits.get(name) : null;
    return limit == null ? fault : limit.fault(number);
  }

  private static List<String> shown(List<String> key) {
    List<String> shown = new ArrayList<>(key.size());
    for (String level : key) {
      shown.add(KeyText.of(level));
    }
    return shown;
  }

  private @Nullable Row numbers(List<String> key, Row row) {
    List<String> names = new ArrayList<>(row.names().size());
    double[] numbers = new double[row.names().size()];
    for (int i = 0; i < numbers.length; i++) {
      String name = row.names().get(i);
      String fault = fault(name, row.value(i));
      if (fault == null) {
        numbers[names.size()] = row.value(i);
        names.add(name);
      } else {
        (Double.isFinite(row.value(i)) ? left : unknown).add(Storable.at(key, name) + ": " + fault);
      }
    }
    if (names.isEmpty()) {
      return null;
    }
    return new Row(key, names, Arrays.copyOf(numbers, names.size()));
  }
}
