// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.description;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ValueDescription.Type;
import org.jspecify.annotations.Nullable;

/** How descriptions come to be without an author and change without losing data. */
final class Evolution {
  private Evolution() {}

  static ProbeDescription infer(Sample sample) {
    int levels = sample.rows().getFirst().key().size();
    Map<String, ValueDescription> values = new TreeMap<>(); // A script's table has no order.
    for (Row row : sample.rows()) {
      if (row.key().size() != levels) {
        throw new BadInput(
            "key " + row.key() + " has " + row.key().size() + " levels, others have " + levels);
      }
      for (int i = 0; i < row.names().size(); i++) {
        String name = row.names().get(i);
        Type type = isInteger(row.value(i)) ? Type.INTEGER : Type.REAL;
        values.merge(name, new ValueDescription(name, type, null, null), Evolution::widen);
      }
    }
    return ProbeDescription.inferred(
        sample.probe(), keyNames(levels), new ArrayList<>(values.values()));
  }

  /** Whether a column of integers holds the number exactly; NaN ("no value") fits any column. */
  private static boolean isInteger(double value) {
    return Double.isNaN(value) || value == Math.rint(value) && Math.abs(value) <= 0x1p53;
  }

  private static List<String> keyNames(int levels) {
    List<String> names = new ArrayList<>();
    for (int level = 1; level <= levels; level++) {
      names.add(levels == 1 ? "key" : "key" + level);
    }
    return names;
  }

  static ProbeDescription evolve(ProbeDescription old, ProbeDescription newer) {
    boolean sameKeys = old.keys().equals(newer.keys());
    boolean sameSize = old.keys().size() == newer.keys().size();
    // Names that a sender gave are no guess: two who each add a level must not take it for one.
    boolean renames = old.inferred() && sameSize && (!newer.inferred() || isGuessed(old.keys()));
    boolean guessedKeys = newer.inferred() && sameSize && isGuessed(newer.keys());
    boolean adds = old.inferred() && newer.inferred() && begins(newer.keys(), old.keys());
    if (!sameKeys && !renames && !guessedKeys && !adds) {
      throw new BadInput(
          "probe \""
              + old.probe()
              + "\" has the keys "
              + old.keys()
              + " and data under them; "
              + newer.keys()
              + " would lose it. Give the probe another name; what the old one stored is purged in time");
    }
    // What was guessed from a sample only ever adds to what an author said.
    ProbeDescription words = newer.inferred() && !old.inferred() ? old : newer;
    return new ProbeDescription(
        old.probe(),
        or(words.title(), old.title()),
        or(words.every(), old.every()),
        sameKeys || guessedKeys ? old.keys() : newer.keys(),
        mergeValues(old, newer),
        mergeDerived(old, newer),
        or(words.archive(), old.archive()),
        words.graphs(),
        or(words.leak(), old.leak()),
        words.alert(),
        words.inferred());
  }

  /** Whether the names of a key's levels are those of a sample that names none. */
  private static boolean isGuessed(List<String> keys) {
    return keys.equals(keyNames(keys.size()));
  }

  /** Whether a key has these levels, and then some. */
  private static boolean begins(List<String> keys, List<String> first) {
    return keys.size() > first.size() && keys.subList(0, first.size()).equals(first);
  }

  private static List<ValueDescription> mergeValues(ProbeDescription old, ProbeDescription newer) {
    Map<String, ValueDescription> values = new LinkedHashMap<>();
    old.values().forEach(value -> values.put(value.name(), value));
    newer.values().forEach(value -> values.merge(value.name(), value, Evolution::widen));
    return new ArrayList<>(values.values());
  }

  private static List<DerivedValue> mergeDerived(ProbeDescription old, ProbeDescription newer) {
    Map<String, DerivedValue> derived = new LinkedHashMap<>();
    old.derived().forEach(value -> derived.put(value.name(), value));
    newer.derived().forEach(value -> derived.put(value.name(), value));
    return new ArrayList<>(derived.values());
  }

  private static ValueDescription widen(ValueDescription old, ValueDescription newer) {
    boolean real = old.type() == Type.REAL || newer.type() == Type.REAL;
    return new ValueDescription(
        old.name(),
        real ? Type.REAL : Type.INTEGER,
        or(newer.unit(), old.unit()),
        or(newer.title(), old.title()),
        or(newer.least(), old.least()),
        or(newer.most(), old.most()));
  }

  private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
    return first == null ? second : first;
  }
}
