// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.description.Expression;
import org.jspecify.annotations.Nullable;

/** A bucket as the plain maps, lists, texts and numbers that travel. */
public final class BucketTree {
  private static final Set<String> FIELDS = Set.of("probe", "start", "every", "derived", "rows");
  private static final Set<String> ROW = Set.of("key", "samples", "values");
  private static final Set<String> SUMMARY =
      Set.of("min", "max", "sum", "count", "minTime", "maxTime");

  private BucketTree() {}

  /** The bucket as a tree that {@link #read} reads back. */
  public static Map<String, Object> write(Bucket bucket) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("probe", bucket.probe());
    fields.put("start", bucket.start().toString());
    fields.put("every", bucket.length().toSeconds() + " seconds");
    if (!bucket.derived().isEmpty()) {
      Map<String, Object> derived = new TreeMap<>();
      bucket.derived().forEach((name, formula) -> derived.put(name, formula.text()));
      fields.put("derived", derived);
    }
    fields.put("rows", bucket.rows().stream().map(BucketTree::write).toList());
    return fields;
  }

  private static Map<String, Object> write(Totals row) {
    Map<String, Object> values = new TreeMap<>();
    row.values().forEach((name, summary) -> values.put(name, write(summary)));
    return Map.of("key", row.key(), "samples", row.samples(), "values", values);
  }

  private static Map<String, Object> write(Summary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("min", summary.min());
    fields.put("max", summary.max());
    fields.put("sum", summary.sum());
    fields.put("count", summary.count());
    fields.put("minTime", summary.minTime().toString());
    fields.put("maxTime", summary.maxTime().toString());
    return fields;
  }

  /**
   * Reads what {@link #write} wrote, or somebody else meant to; times are taken in whole
   * microseconds, as they are stored.
   *
   * @throws BadInput says what is wrong, and of which probe, key and value
   */
  public static Bucket read(Map<String, ?> tree) {
    known(tree, FIELDS);
    String probe = Names.probe(text(tree, "probe"));
    try {
      List<Totals> rows = new ArrayList<>();
      for (Object row : list(tree.get("rows"), "rows")) {
        rows.add(row(map(row, "rows")));
      }
      Map<String, Expression> derived = new LinkedHashMap<>();
      if (tree.containsKey("derived")) {
        map(tree.get("derived"), "derived")
            .forEach((name, text) -> derived.put(name, Expression.parse(String.valueOf(text))));
      }
      return new Bucket(probe, time(tree, "start"), length(text(tree, "every")), derived, rows);
    } catch (BadInput e) {
      throw e.at("bucket of probe \"" + probe + "\"");
    }
  }

  private static Duration length(String every) {
    return Span.parse(every).estimate();
  }

  private static Totals row(Map<String, ?> tree) {
    known(tree, ROW);
    List<String> key = new ArrayList<>();
    for (Object part : list(tree.get("key"), "key")) {
      key.add(String.valueOf(part));
    }
    Map<String, Summary> values = new LinkedHashMap<>();
    map(tree.get("values"), "values")
        .forEach(
            (name, summary) -> {
              try {
                values.put(Names.column("value", name), summary(map(summary, name)));
              } catch (BadInput e) {
                throw e.at("key " + key + ", value \"" + name + "\"");
              }
            });
    return new Totals(key, whole(tree, "samples"), values);
  }

  private static Summary summary(Map<String, ?> tree) {
    known(tree, SUMMARY);
    return new Summary(
        number(tree, "min"),
        number(tree, "max"),
        number(tree, "sum"),
        whole(tree, "count"),
        time(tree, "minTime"),
        time(tree, "maxTime"));
  }

  private static void known(Map<String, ?> tree, Set<String> fields) {
    for (String field : tree.keySet()) {
      if (!fields.contains(field)) {
        throw new BadInput("unknown field \"" + field + "\"" + Nearest.hint(field, fields));
      }
    }
  }

  private static String text(Map<String, ?> tree, String name) {
    if (tree.get(name) instanceof String text) {
      return text;
    }
    throw new BadInput("\"" + name + "\": expected a text");
  }

  private static double number(Map<String, ?> tree, String name) {
    if (tree.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new BadInput("\"" + name + "\": expected a number");
  }

  private static long whole(Map<String, ?> tree, String name) {
    Object number = tree.get(name);
    if (number instanceof Long || number instanceof Integer) {
      return ((Number) number).longValue();
    }
    throw new BadInput("\"" + name + "\": expected a whole number");
  }

  private static Instant time(Map<String, ?> tree, String name) {
    Object time = tree.get(name);
    try {
      if (time instanceof Long || time instanceof Integer) {
        return Instant.ofEpochMilli(((Number) time).longValue());
      }
      String text = text(tree, name);
      return (text.matches("-?\\d{1,18}")
              ? Instant.ofEpochMilli(Long.parseLong(text))
              : Instant.parse(text))
          .truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw new BadInput(
          "\"" + name + "\": expected a time like 2026-11-22T10:00:00Z or milliseconds", e);
    }
  }

  private static List<?> list(@Nullable Object node, String name) {
    if (node instanceof List<?> list) {
      return list;
    }
    throw new BadInput("\"" + name + "\": expected a list");
  }

  @SuppressWarnings("unchecked") // The names of an object are texts.
  private static Map<String, Object> map(@Nullable Object node, String name) {
    if (node instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new BadInput("\"" + name + "\": expected an object");
  }
}
