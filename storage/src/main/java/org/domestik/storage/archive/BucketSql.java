// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;

/** The SQL that adds buckets to one probe's archive, where they merge with those that are there. */
public final class BucketSql {
  private static final List<String> KEY = List.of("host", "series", "sample_time");

  private final ProbeDescription description;
  private final ProbeTables tables;
  private final Dialect dialect;

  public BucketSql(ProbeDescription description, ProbeTables tables, Dialect dialect) {
    this.description = description;
    this.tables = tables;
    this.dialect = dialect;
  }

  /**
   * Adds buckets to those that are there, one to one.
   *
   * @param buckets a relation with the {@link #columns}
   * @param near what they imply of the buckets {@code t} there
   */
  String merge(String buckets, String near) {
    return dialect.merge(tables.buckets(), KEY, columns(), select(buckets), near, updates());
  }

  /** Adds buckets of which none is there. */
  String insert(String buckets) {
    return "INSERT INTO %s (%s) %s"
        .formatted(Identifiers.table(tables.buckets()), list(), select(buckets));
  }

  private String select(String buckets) {
    return "SELECT " + list() + " FROM " + buckets + " n";
  }

  private String list() {
    return Identifiers.list(columns());
  }

  /** A bucket's columns, by name rather than in the table's order. */
  public List<String> columns() {
    List<String> columns = new ArrayList<>(KEY);
    columns.add("bucket_end");
    columns.add("samples");
    for (String name : tables.archived()) {
      ProbeTables.SUFFIXES.forEach(suffix -> columns.add(name + suffix));
    }
    return columns;
  }

  /** How an old bucket {@code t} and a new one become one, column by column. */
  private List<String> updates() {
    String n = dialect.newRow();
    List<String> updates = new ArrayList<>();
    updates.add("samples = t.samples + " + n + ".samples");
    for (ValueDescription value : description.values()) {
      merged(value.name(), n).forEach((column, sql) -> updates.add(column + " = " + sql));
    }
    for (DerivedValue value : description.derived()) {
      // A bucket older than the derived value has no count of it. Half-known extremes would be an
      // invention, so it stays unknown and is shown as bounds.
      String known = "t." + Identifiers.quoted(value.name() + "_count") + " IS NULL";
      merged(value.name(), n)
          .forEach(
              (column, sql) ->
                  updates.add(
                      column + " = CASE WHEN " + known + " THEN NULL ELSE " + sql + " END"));
    }
    return updates;
  }

  private static Map<String, String> merged(String name, String n) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String suffix : ProbeTables.SUFFIXES) {
      String column = Identifiers.quoted(name + suffix);
      String before = "t." + column;
      String after = n + "." + column;
      columns.put(
          column,
          switch (suffix) {
            case "_min" -> "least(" + before + ", " + after + ")";
            case "_max" -> "greatest(" + before + ", " + after + ")";
            case "_sum" ->
                "coalesce(" + before + " + " + after + ", " + before + ", " + after + ")";
            case "_count" -> "coalesce(" + before + ", 0) + " + after;
            case "_min_time" -> time(name, "_min", "<", n);
            default -> time(name, "_max", ">", n);
          });
    }
    return columns;
  }

  /** The time of the more extreme number; of equal ones the earlier. */
  private static String time(String name, String extreme, String beats, String n) {
    String number = Identifiers.quoted(name + extreme);
    String time = Identifiers.quoted(name + extreme + "_time");
    return """
        CASE WHEN t.%1$s IS NULL OR %3$s.%1$s %4$s t.%1$s THEN %3$s.%2$s
          WHEN %3$s.%1$s = t.%1$s THEN least(t.%2$s, %3$s.%2$s)
          ELSE t.%2$s
        END
        """
        .formatted(number, time, n, beats);
  }
}
