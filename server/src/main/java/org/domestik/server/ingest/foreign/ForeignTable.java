// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.Names;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.server.ingest.names.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * The key levels and columns of one probe, to which one request adds.
 *
 * <p>A column's title is its field's name as the sender writes it: so it is found again, and no
 * other field that is spelled like it gets its column. What is taken by something else gets a name
 * with an ending. Levels have no titles; of two tags that are spelled alike the other one's name
 * has an ending where they come together. Not thread-safe.
 */
final class ForeignTable {
  /**
   * So many values any two hosts can bring in any order: a host may fill three quarters of what
   * others leave of the 168 columns that PostgreSQL has room for.
   */
  static final int MOST_VALUES = 126;

  /** An index of PostgreSQL has at most 32 columns. */
  static final int MOST_LEVELS = 24;

  private static final List<String> SUFFIXES =
      List.of("", "_min", "_max", "_avg", "_sum", "_count", "_min_time", "_max_time");

  private final String probe;
  private final String title;
  private final @Nullable ProbeDescription known;
  private final List<String> levels = new ArrayList<>();
  private final Map<String, ValueDescription> values = new LinkedHashMap<>();
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private boolean grown;

  /**
   * A probe as far as it is known.
   *
   * @param title the measurement's name, as its sender writes it
   * @param known what is in force for it; null: it is new
   */
  ForeignTable(String probe, String title, @Nullable ProbeDescription known) {
    this.probe = probe;
    this.title = title;
    this.known = known;
    this.grown = known == null;
    if (known != null) {
      levels.addAll(known.keys());
      taken.addAll(levels);
      for (ValueDescription value : known.values()) {
        values.put(value.name(), value);
        take(value.name());
      }
      known.derived().stream().map(DerivedValue::name).forEach(this::take);
    }
  }

  private void take(String column) {
    SUFFIXES.forEach(suffix -> taken.add(column + suffix));
  }

  /** Whether the probe is the measurement's, and not of another that is spelled like it. */
  boolean isOf(String measurement) {
    boolean isAuthors = known != null && !known.inferred();
    String whose = known == null ? title : known.title();
    return isAuthors || whose == null || whose.equals(measurement);
  }

  /** Whether something was added. */
  boolean isGrown() {
    return grown;
  }

  int width() {
    return levels.size();
  }

  /** For each tag its level, added where it is new; null where there is no room for all. */
  int @Nullable [] levels(List<String> tags) {
    name(tags);
    Map<String, String> found = new LinkedHashMap<>();
    for (String tag : tags) {
      if (levels.contains(tag)) {
        found.put(tag, tag); // It comes before others that are spelled like it.
      }
    }
    for (String tag : tags) {
      String level = found.containsKey(tag) ? tag : level(tag, found);
      if (level != null) {
        found.put(tag, level);
      }
    }
    List<String> missing = tags.stream().filter(tag -> !found.containsKey(tag)).toList();
    if (!missing.isEmpty() && (isAuthors() || levels.size() + missing.size() > MOST_LEVELS)) {
      return null;
    }
    for (String tag : missing) {
      String level = free(tag, "_tag", List.of(""));
      levels.add(level);
      taken.add(level);
      found.put(tag, level);
      grown = true;
    }
    return tags.stream().mapToInt(tag -> levels.indexOf(found.get(tag))).toArray();
  }

  /** The levels of what came as JSON have no names of their own until somebody gives them. */
  private void name(List<String> tags) {
    if (known != null
        && known.inferred()
        && !tags.isEmpty()
        && tags.size() == levels.size()
        && levels.equals(known.keys())
        && levels.stream().allMatch(it -> it.matches("key\\d*"))
        && !levels.equals(tags)) {
      levels.forEach(taken::remove);
      levels.clear();
      for (String tag : tags) {
        String level = free(tag, "_tag", List.of(""));
        levels.add(level);
        taken.add(level);
      }
      grown = true;
    }
  }

  private boolean isAuthors() {
    return known != null && !known.inferred();
  }

  private @Nullable String level(String tag, Map<String, String> found) {
    for (String level : candidates(tag, "_tag")) {
      if (levels.contains(level) && !found.containsValue(level)) {
        return level;
      }
    }
    return null;
  }

  /** A field's column, added where it is new; null where there is no room. */
  @Nullable String column(String field, @Nullable String unit) {
    String column = columns.get(field);
    if (column == null) {
      column = find(field);
      if (column == null && values.size() < MOST_VALUES) {
        column = free(field, "_field", SUFFIXES);
        values.put(
            column, new ValueDescription(column, ValueDescription.Type.INTEGER, unit, field));
        take(column);
        grown = true;
      }
      if (column != null) {
        columns.put(field, column);
      }
    }
    return column;
  }

  private @Nullable String find(String field) {
    List<String> candidates = candidates(field, "_field");
    for (String column : candidates) {
      ValueDescription value = values.get(column);
      if (value != null && field.equals(value.title())) {
        return column;
      }
    }
    if (isAuthors()) {
      return candidates.stream().filter(values::containsKey).findFirst().orElse(null);
    }
    ValueDescription plain = values.get(candidates.getFirst());
    return plain != null && plain.title() == null ? plain.name() : null;
  }

  private static List<String> candidates(String name, String ending) {
    String plain = Spelling.plain(name);
    return List.of(
        Spelling.fitting(plain, name, ""),
        Spelling.fitting(plain, name, ending),
        Spelling.fitting(plain, name, Spelling.mark(name) + ending));
  }

  private String free(String name, String ending, List<String> suffixes) {
    for (String candidate : candidates(name, ending)) {
      if (isFree(candidate, suffixes)) {
        return candidate;
      }
    }
    for (int number = 2; ; number++) {
      String candidate = Spelling.fitting(Spelling.plain(name), name, ending + "_" + number);
      if (isFree(candidate, suffixes)) {
        return candidate;
      }
    }
  }

  private boolean isFree(String name, List<String> suffixes) {
    return !Names.isReserved(name)
        && suffixes.stream().noneMatch(suffix -> taken.contains(name + suffix));
  }

  /** What the lines say of it: its columns and titles, and nothing that an author would say. */
  ProbeDescription description() {
    return new ProbeDescription(
        probe,
        title,
        null,
        levels,
        values.values().stream().map(ForeignTable::plain).toList(),
        List.of(),
        null,
        List.of(),
        null,
        Map.of(),
        true);
  }

  /** The store makes a value real once it has a fraction. */
  private static ValueDescription plain(ValueDescription value) {
    return new ValueDescription(
        value.name(), ValueDescription.Type.INTEGER, value.unit(), value.title());
  }
}
