// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.DerivedValue;
import org.domestik.model.Expression;
import org.domestik.model.Expression.Constant;
import org.domestik.model.Expression.Operation;
import org.domestik.model.Expression.Operator;
import org.domestik.model.Expression.Value;
import org.domestik.model.ProbeDescription;

/** The SQL that turns one probe's live rows into buckets and lets buckets merge. */
final class ArchiveSql {
  private static final List<String> KEY = List.of("host", "series", "sample_time");

  /** A name no value can have. */
  private static final String START = Layout.quoted("bucket start");

  private final ProbeDescription description;
  private final Layout layout;
  private final Dialect dialect;

  ArchiveSql(ProbeDescription description, Layout layout, Dialect dialect) {
    this.description = description;
    this.layout = layout;
    this.dialect = dialect;
  }

  /**
   * Adds the live rows before the cut-offs to their buckets.
   *
   * @param cut a relation {@code (host, before)} in SQL
   * @param start the bucket's start of {@code l.sample_time}
   * @param buckets what {@code start} needs joined; may be empty
   */
  String merge(String cut, String start, String buckets) {
    return dialect.merge(layout.buckets(), KEY, columns(), select(cut, start, buckets), updates());
  }

  /** Counts, by host, the rows {@link #merge} would add and the buckets it would touch. */
  String countBuckets(String cut, String start, String buckets) {
    return "SELECT b.host, sum(b.rows), count(*) FROM (SELECT l.host, l.series, "
        + start
        + " AS start, count(*) AS rows FROM "
        + Layout.table(layout.live())
        + " l JOIN ("
        + cut
        + ") c ON l.host = c.host AND l.sample_time < c.before "
        + buckets
        + " GROUP BY l.host, l.series, "
        + start
        + ") b GROUP BY b.host";
  }

  /** Counts, by host, the buckets {@link #merge} would add. */
  String countNewBuckets(String cut, String start, String buckets) {
    return "SELECT n.host, count(*) FROM (SELECT DISTINCT l.host, l.series, "
        + start
        + " AS start FROM "
        + Layout.table(layout.live())
        + " l JOIN ("
        + cut
        + ") c ON l.host = c.host AND l.sample_time < c.before "
        + buckets
        + ") n WHERE NOT EXISTS (SELECT 1 FROM "
        + Layout.table(layout.buckets())
        + " t WHERE t.host = n.host AND t.series = n.series AND t.sample_time = n.start)"
        + " GROUP BY n.host";
  }

  private String select(String cut, String start, String buckets) {
    Map<String, String> numbers = new LinkedHashMap<>();
    for (String name : layout.archived()) {
      numbers.put(name, "l." + Layout.quoted(name));
    }
    StringBuilder rows =
        new StringBuilder("SELECT l.host, l.series, l.sample_time, ").append(start);
    rows.append(" AS ").append(START);
    description.values().forEach(value -> rows.append(", l.").append(Layout.quoted(value.name())));
    for (DerivedValue value : description.derived()) {
      rows.append(", ").append(dialect.finite(sql(value.expression())));
      rows.append(" AS ").append(Layout.quoted(value.name()));
    }
    rows.append(" FROM ").append(Layout.table(layout.live())).append(" l JOIN (").append(cut);
    rows.append(") c ON l.host = c.host AND l.sample_time < c.before ").append(buckets);
    StringBuilder select = new StringBuilder("SELECT l.host, l.series, l." + START + ", count(*)");
    numbers.values().forEach(number -> select.append(", ").append(aggregates(number)));
    select.append(" FROM (").append(rows).append(") l GROUP BY l.host, l.series, l." + START);
    return select.toString();
  }

  private String aggregates(String number) {
    return String.join(
        ", ",
        "min(" + number + ")",
        "max(" + number + ")",
        "sum(" + dialect.real(number) + ")",
        "count(" + number + ")",
        dialect.timeOfExtreme("l.sample_time", number, 1),
        dialect.timeOfExtreme("l.sample_time", number, -1));
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>(KEY);
    columns.add("samples");
    for (String name : layout.archived()) {
      Layout.SUFFIXES.forEach(suffix -> columns.add(name + suffix));
    }
    return columns;
  }

  /** How an old bucket {@code t} and a new one become one, column by column. */
  private List<String> updates() {
    String n = dialect.newRow();
    List<String> updates = new ArrayList<>();
    updates.add("samples = t.samples + " + n + ".samples");
    for (var value : description.values()) {
      merged(value.name(), n).forEach((column, sql) -> updates.add(column + " = " + sql));
    }
    for (DerivedValue value : description.derived()) {
      // A bucket older than the derived value has no count of it. Half-known extremes would be an
      // invention, so it stays unknown and is shown as bounds.
      String known = "t." + Layout.quoted(value.name() + "_count") + " IS NULL";
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
    for (String suffix : Layout.SUFFIXES) {
      String column = Layout.quoted(name + suffix);
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
    String number = Layout.quoted(name + extreme);
    String time = Layout.quoted(name + extreme + "_time");
    return "CASE WHEN t."
        + number
        + " IS NULL OR "
        + n
        + "."
        + number
        + " "
        + beats
        + " t."
        + number
        + " THEN "
        + n
        + "."
        + time
        + " WHEN "
        + n
        + "."
        + number
        + " = t."
        + number
        + " THEN least(t."
        + time
        + ", "
        + n
        + "."
        + time
        + ") ELSE t."
        + time
        + " END";
  }

  /** An expression over the columns of {@code l}; NULL where an operand is or a divisor is 0. */
  private String sql(Expression expression) {
    return switch (expression) {
      case Constant(double value) -> dialect.real("'" + value + "'");
      case Value(String name) -> dialect.real("l." + Layout.quoted(name));
      case Operation(Operator operator, Expression left, Expression right) ->
          switch (operator) {
            case PLUS, MINUS -> "(" + sql(left) + " " + operator.sign() + " " + sql(right) + ")";
            case TIMES -> dialect.times(sql(left), sql(right));
            case DIVIDED_BY -> dialect.over(sql(left), sql(right));
          };
    };
  }
}
