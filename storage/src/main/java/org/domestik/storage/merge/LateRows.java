// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.PreparedRows;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Transaction;

/**
 * Rows of one probe that may be there already, told apart by the database all at once.
 *
 * <p>Rows of one series and time become one, whether the others are stored already or came before:
 * it has the values of all, and of one value the last number. What the archive is known to count is
 * left out: a bucket keeps the instants of the least and the greatest number of each value, so only
 * a row of one of these is known; the others of a repeat are not, and count once more.
 */
final class LateRows {
  private final Transaction transaction;
  private final Dialect dialect;
  private final KnownProbe probe;
  private final List<ValueDescription> values;
  private final List<PreparedSample> samples;
  private final String live;

  /** What the rows imply of those of the live table {@code l} that they can meet. */
  private final String near;

  private final Range times;

  LateRows(Transaction transaction, KnownProbe probe, List<PreparedSample> samples) {
    this.transaction = transaction;
    this.probe = probe;
    this.samples = samples;
    dialect = transaction.dialect();
    values = probe.description().values();
    live = Identifiers.table(probe.tables().live());
    times = Range.of(samples.stream().mapToLong(it -> it.micros()));
    near =
        dialect.implied(
                hosts().has("l.host"),
                Range.of(samples.stream().flatMapToLong(it -> it.series().asLongStream()))
                    .has("l.series"),
                times.hasTime(dialect, "l.sample_time"))
            + dialect.onlyOf("l.host", samples.stream().mapToInt(it -> it.host()));
  }

  private Range hosts() {
    return Range.of(samples.stream().mapToLong(it -> it.host()));
  }

  /** Adds what is new, completes what is there, and books what is added. */
  void write(ArchiveEnds ends, boolean isCounted, Ledger ledger, long now) {
    transaction.stage("late", PreparedRows.numbered(probe, samples));
    meet();
    leaveOutRepeated();
    if (samples.stream().anyMatch(it -> it.micros() < ends.of(transaction, probe, it.host()))) {
      transaction.run(
          "DELETE FROM met WHERE NOT there AND number IN ("
              + new ArchivedRows(probe, dialect).select("met", times, hosts())
              + ")");
    }
    Found found = book(ledger, now);
    if (isCounted) {
      new Counting(transaction, samples, values).note(changed("met"));
    } else if (found.isNew || found.changed > 0) {
      samples.forEach(PreparedSample::bring); // Each of them may have.
    }
    if (found.isNew) {
      transaction.run(
          "INSERT INTO %s (%s) SELECT host, series, sample_time%s FROM met WHERE NOT there ORDER BY number"
              .formatted(
                  live,
                  Identifiers.list(probe.tables().liveColumns()),
                  each(", ", it -> "v" + it)));
    }
    if (found.changed > 0) {
      change(found.changed);
    }
    transaction.run("DROP TABLE met; DROP TABLE late");
  }

  /** Of what came before it takes only what is nowhere: that was purged. */
  private void leaveOutRepeated() {
    List<String> repeated = new ArrayList<>();
    int number = 0;
    for (PreparedSample sample : samples) {
      if (sample.isRepeated()) {
        repeated.add("number BETWEEN " + number + " AND " + (number + sample.count() - 1));
      }
      number += sample.count();
    }
    if (!repeated.isEmpty()) {
      transaction.run(
          "DELETE FROM met WHERE (%s) AND (there OR number IN (%s))"
              .formatted(
                  repeated.size() == samples.size() ? "TRUE" : String.join(" OR ", repeated),
                  new ArchivedRows(probe, dialect).covered("met", times, hosts())));
    }
  }

  /** What was found out about the rows. */
  private static final class Found {
    boolean isNew;
    long changed;
  }

  /** Books what is new. */
  private Found book(Ledger ledger, long now) {
    Found found = new Found();
    transaction.each(
        """
        SELECT host, %s, count(*) FILTER (WHERE NOT there), max(%s) FILTER (WHERE NOT there),
          count(*) FILTER (WHERE %s)
        FROM met GROUP BY 1, 2"""
            .formatted(
                dialect.wholeHours("sample_time"), dialect.micros("sample_time"), changed("met")),
        row -> {
          long added = row.getLong(3);
          if (added > 0) {
            ledger.accepted(row.getInt(1), probe.id(), added, row.getLong(4), now);
            found.isNew = true;
          }
          found.changed += row.getLong(5);
        });
    return found;
  }

  private String each(String before, IntFunction<String> value) {
    return IntStream.range(0, values.size())
        .mapToObj(it -> before + value.apply(it))
        .collect(Collectors.joining());
  }

  /**
   * Makes the table {@code met}: the rows, those of one place as one, beside what is there; {@code
   * number} is that of the first of them, {@code copies} says how many they were.
   */
  private void meet() {
    transaction.run(dialect.lookUps(true));
    transaction.run(
        """
        CREATE TEMPORARY TABLE met AS
        %sSELECT s.*, l.host IS NOT NULL AS there%s
        FROM %s s LEFT JOIN %s l ON %s%s
        """
            .formatted(
                dialect.isDistributed() ? foundFirst() : "",
                each(", l.", it -> Identifiers.quoted(values.get(it).name()) + " AS o" + it),
                mayBeDoubled() ? folded() : "(SELECT *, 1 AS copies FROM late)",
                dialect.isDistributed() ? "found" : live,
                isOf("s"),
                dialect.isDistributed() ? "" : near));
    transaction.run(dialect.lookUps(false));
  }

  /** An outer join would bring all of the live table here; this brings what is met. */
  private String foundFirst() {
    return "WITH found AS MATERIALIZED (SELECT DISTINCT l.* FROM late JOIN %s l ON %s%s) "
        .formatted(live, isOf("late"), near);
  }

  private static String isOf(String mine) {
    return "l.host = %1$s.host AND l.series = %1$s.series AND l.sample_time = %1$s.sample_time"
        .formatted(mine);
  }

  private record Moment(int host, long micros) {}

  /** Whether several rows may be of one place; no two samples of a host and time: none are. */
  private boolean mayBeDoubled() {
    Set<Moment> moments =
        new TreeSet<>(Comparator.comparingInt(Moment::host).thenComparingLong(Moment::micros));
    for (PreparedSample sample : samples) {
      int[] series = sample.series().toArray();
      Arrays.sort(series);
      for (int i = 1; i < series.length; i++) {
        if (series[i] == series[i - 1]) {
          return true;
        }
      }
      if (!moments.add(new Moment(sample.host(), sample.micros()))) {
        return true;
      }
    }
    return false;
  }

  private String folded() {
    return "(SELECT host, series, sample_time, min(number) AS number"
        + each(", ", it -> dialect.last("v" + it, "number") + " AS v" + it)
        + ", count(*) AS copies FROM late GROUP BY host, series, sample_time)";
  }

  /** Whether a row that is there gets something. The live table may have any name of a column. */
  private String changed(String met) {
    return "("
        + met
        + ".there AND (FALSE"
        + each(
            " OR ",
            it ->
                "%1$s.v%2$s IS NOT NULL AND %1$s.v%2$s IS DISTINCT FROM %1$s.o%2$s"
                    .formatted(met, it))
        + "))";
  }

  private void change(long wanted) {
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String name = Identifiers.quoted(values.get(i).name());
      // Of what is there now: another server may have added something since it was read.
      changes.add(name + " = coalesce(m.v" + i + ", l." + name + ")");
    }
    long found =
        transaction.execute(
            "UPDATE %s AS l SET %s FROM met m WHERE %s%s AND %s"
                .formatted(live, String.join(", ", changes), isOf("m"), near, changed("m")));
    if (found < wanted) {
      // Another server archived a row since it was read: what would complete it must not be lost.
      throw new SqlFault(new SQLException(probe.name() + ": rows went meanwhile", "40001"));
    }
  }
}
