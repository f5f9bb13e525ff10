// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.domestik.model.Names;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.server.ingest.BundledProbes;
import org.jspecify.annotations.Nullable;

/**
 * Names the probes and values that others call as they like, and always the same way: what was
 * named before is found in the probe's description, where the title says whose a name is that two
 * would share. Thread-safe.
 */
public final class Columns {
  /** Room for what PostgreSQL can hold in a probe's tables. */
  private static final int MOST = 160;

  private static final Set<String> RESERVED =
      Set.of("host", "sample_time", "samples", "series", "bucket_end");
  private static final List<String> SUFFIXES =
      List.of("_min", "_max", "_avg", "_sum", "_count", "_min_time", "_max_time");

  /** What was named since the start, by probe: descriptions tell of it only later. */
  private final Map<String, Given> given = new HashMap<>();

  private final int mostTables;

  private record Given(List<String> keys, @Nullable String title, Map<String, Column> columns) {
    static Given of(Table table) {
      return new Given(table.keys(), table.title(), new HashMap<>());
    }
  }

  /** {@code mostTables}: of so many what was named is remembered. */
  public Columns(int mostTables) {
    this.mostTables = mostTables;
  }

  /**
   * The first probe of a name, or with a number behind it, that is not there yet or has just these
   * keys; what capital letters alone tell apart has one each. Bundled probes' names are theirs.
   *
   * @param title what its sender calls it; null: the probe's name
   * @param known the descriptions in force
   */
  public synchronized Table table(
      String name, @Nullable String title, List<String> keys, Map<String, ProbeDescription> known) {
    if (given.size() > mostTables) {
      given.clear();
    }
    for (int number = 1; ; number++) {
      String probe = probe(name, number);
      ProbeDescription there = known.get(probe);
      Given before = given.get(probe);
      boolean isIts =
          there != null
              ? there.keys().equals(keys) && isOf(there.inferred() ? there.title() : null, title)
              : before == null || before.keys().equals(keys) && isOf(before.title(), title);
      if (!BundledProbes.names().contains(probe) && isIts) {
        Table table = new Table(probe, title, keys);
        if (before == null || !before.keys().equals(keys)) {
          given.put(probe, Given.of(table));
        }
        return table;
      }
    }
  }

  /** Whether what is called so is not another that capital letters alone tell apart. */
  private static boolean isOf(@Nullable String its, @Nullable String title) {
    return its == null || title == null || its.equals(title) || !its.equalsIgnoreCase(title);
  }

  /**
   * The value of a table for what its sender calls {@code text}.
   *
   * @param id what tells it from others of that text: equal to the text if there are none
   * @param known the description in force; null: there is none
   * @return null: the table has no room for one more
   */
  public synchronized @Nullable Column of(
      Table table,
      @Nullable ProbeDescription known,
      String text,
      String id,
      @Nullable String unit) {
    Map<String, Column> columns =
        given.computeIfAbsent(table.probe(), absent -> Given.of(table)).columns();
    String plain = plain(text);
    for (int number = 1; ; number++) {
      String name = fitting(plain, id, number == 1 ? "" : "_" + number);
      String title = name.equals(id) ? null : id;
      Column mine = new Column(name, title, unit);
      Column before = columns.get(name);
      if (before == null && known != null) {
        ValueDescription described = known.value(name);
        before = described == null ? null : new Column(name, described.title(), null);
      }
      if (before != null) {
        if (Objects.equals(before.title(), title)) {
          columns.putIfAbsent(name, mine);
          return mine;
        }
        continue;
      }
      List<String> others = new ArrayList<>(columns.keySet());
      if (known != null) {
        known.values().forEach(it -> others.add(it.name()));
        known.derived().forEach(it -> others.add(it.name()));
      }
      if (others.stream().distinct().count() >= MOST) {
        return null;
      }
      if (!RESERVED.contains(name)
          && table.keys().stream().noneMatch(key -> needs(name, key))
          && others.stream().noneMatch(other -> clash(name, other))) {
        columns.put(name, mine);
        return mine;
      }
    }
  }

  /** Names of a key's levels, each another, in their order. */
  public static List<String> keys(List<String> texts) {
    List<String> keys = new ArrayList<>();
    for (String text : texts) {
      String plain = plain(text);
      String name = fitting(plain, text, "");
      for (int number = 2; RESERVED.contains(name) || keys.contains(name); number++) {
        name = fitting(plain, text, "_" + number);
      }
      keys.add(name);
    }
    return keys;
  }

  /** A valid name of a probe for a text; of two texts two names, as far as a number tells. */
  public static String probe(String text, int number) {
    return fitting(plain(text), text, number == 1 ? "" : "_" + number);
  }

  private static boolean clash(String name, String other) {
    return needs(name, other) || needs(other, name);
  }

  /** Whether a column is a value's own, or one of those that it has in the archive. */
  private static boolean needs(String value, String column) {
    return column.equals(value) || SUFFIXES.stream().anyMatch(it -> column.equals(value + it));
  }

  private static String plain(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
    return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
  }

  private static String fitting(String plain, String text, String ending) {
    int most = Names.MAX_LENGTH - ending.length();
    if (plain.length() <= most) {
      return plain + ending;
    }
    String mark = "_%08x".formatted(text.hashCode());
    return plain.substring(0, most - mark.length()) + mark + ending;
  }
}
