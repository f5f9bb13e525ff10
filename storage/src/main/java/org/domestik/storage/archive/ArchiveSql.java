// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.util.List;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.Expression;
import org.domestik.model.description.Expression.Constant;
import org.domestik.model.description.Expression.Operation;
import org.domestik.model.description.Expression.Operator;
import org.domestik.model.description.Expression.Value;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;

/** The SQL that turns one probe's live rows into buckets. */
final class ArchiveSql {
  private final ProbeDescription description;
  private final ProbeTables tables;
  private final Dialect dialect;

  ArchiveSql(ProbeDescription description, ProbeTables tables, Dialect dialect) {
    this.description = description;
    this.tables = tables;
    this.dialect = dialect;
  }

  /**
   * The buckets that are in the way of a grid's: not its own, and not clear of those that rows
   * would go to.
   *
   * @param wanted the buckets rows would go to: {@code (host, series, sample_time, bucket_end)}
   */
  String odd(String wanted, BucketGrid grid) {
    String there = Identifiers.table(tables.buckets());
    if (dialect.isDistributed()) {
      return """
          SELECT t.host, t.series, t.sample_time, t.bucket_end
          FROM %s t
            JOIN (
              SELECT host, series, min(sample_time) AS earliest, max(bucket_end) AS latest
              FROM %s wanted GROUP BY host, series
            ) span
              ON t.host = span.host AND t.series = span.series AND t.sample_time < span.latest
                AND t.bucket_end > span.earliest
          WHERE NOT %s
          """
          .formatted(there, wanted, grid.regular());
    }
    // As buckets never overlap, none that starts before the last one before the span reaches into
    // it: an index need not be read from its beginning.
    return """
        SELECT t.host, t.series, t.sample_time, t.bucket_end
        FROM %1$s t
          JOIN (
            SELECT w.host, w.series, w.earliest, w.latest,
              coalesce((
                SELECT max(before.sample_time) FROM %1$s before
                WHERE before.host = w.host AND before.series = w.series
                  AND before.sample_time <= w.earliest
              ), w.earliest) AS first
            FROM (
              SELECT host, series, min(sample_time) AS earliest, max(bucket_end) AS latest
              FROM %2$s wanted GROUP BY host, series
            ) w
          ) span
            ON t.host = span.host AND t.series = span.series
              AND t.sample_time >= span.first AND t.sample_time < span.latest
              AND t.bucket_end > span.earliest
        WHERE NOT %3$s
        """
        .formatted(there, wanted, grid.regular());
  }

  /** The buckets the live rows before the cut-offs would go to, without what is in them. */
  String wanted(OldRows cut, BucketGrid grid) {
    return "SELECT DISTINCT l.host, l.series, %s AS sample_time, %s AS bucket_end FROM %s"
        .formatted(grid.start(), grid.finish(), cut.live(tables, grid.joined()));
  }

  /**
   * Counts, by host, the wanted buckets that are not there yet.
   *
   * @param ended counts only those that end by then: a relation {@code (host, before)}
   */
  String countNew(String wanted, String ended) {
    return """
        SELECT n.host, count(*)
        FROM (%s) n JOIN (%s) cut ON n.host = cut.host AND n.bucket_end <= cut.before
        WHERE NOT EXISTS (
          SELECT 1 FROM %s t
          WHERE t.host = n.host AND t.series = n.series AND t.sample_time = n.sample_time
        )
        GROUP BY n.host
        """
        .formatted(wanted, ended, Identifiers.table(tables.buckets()));
  }

  /** What the live rows before the cut-offs add up to: {@link BucketSql#columns}. */
  String archived(OldRows cut, BucketGrid grid) {
    StringBuilder numbers = new StringBuilder();
    tables.values().forEach(name -> numbers.append(", l.").append(Identifiers.quoted(name)));
    for (DerivedValue value : description.derived()) {
      numbers.append(", ").append(dialect.finite(sql(value.expression())));
      numbers.append(" AS ").append(Identifiers.quoted(value.name()));
    }
    StringBuilder sums = new StringBuilder();
    for (String name : tables.archived()) {
      String number = "l." + Identifiers.quoted(name);
      boolean whole = tables.isWhole(name);
      List<String> aggregates =
          List.of(
              dialect.real("min(" + number + ")"),
              dialect.real("max(" + number + ")"),
              "sum(" + dialect.real(number) + ")",
              "count(" + number + ")",
              dialect.timeOfExtreme("l.sample_time", number, whole, 1),
              dialect.timeOfExtreme("l.sample_time", number, whole, -1));
      for (int i = 0; i < aggregates.size(); i++) {
        sums.append(", ").append(aggregates.get(i)).append(" AS ");
        sums.append(Identifiers.quoted(name + ProbeTables.SUFFIXES.get(i)));
      }
    }
    // No value can be named "bucket start".
    return """
        SELECT l.host, l.series, l."bucket start" AS sample_time, l.bucket_end,
          count(*) AS samples%s
        FROM (
          SELECT l.host, l.series, l.sample_time, %s AS "bucket start", %s AS bucket_end%s FROM %s
        ) l
        GROUP BY l.host, l.series, l."bucket start", l.bucket_end
        """
        .formatted(sums, grid.start(), grid.finish(), numbers, cut.live(tables, grid.joined()));
  }

  /** An expression over the columns of {@code l}; NULL where an operand is or a divisor is 0. */
  private String sql(Expression expression) {
    return switch (expression) {
      case Constant(double value) -> dialect.real("'" + value + "'");
      case Value(String name) -> dialect.real("l." + Identifiers.quoted(name));
      case Operation(Operator operator, Expression left, Expression right) ->
          switch (operator) {
            case PLUS, MINUS -> "(" + sql(left) + " " + operator.sign() + " " + sql(right) + ")";
            case TIMES -> dialect.times(sql(left), sql(right));
            case DIVIDED_BY -> dialect.over(sql(left), sql(right));
          };
    };
  }
}
