// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.books.ArchiveLedger;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Archives or purges a described probe for many hosts, within one transaction. */
public final class Archiving {
  private final Transaction transaction;
  private final ProbeDescription description;
  private final ProbeTables tables;
  private final Policies policies;

  public Archiving(
      Transaction transaction,
      ProbeDescription description,
      ProbeTables tables,
      Policies policies) {
    this.transaction = transaction;
    this.description = description;
    this.tables = tables;
    this.policies = policies;
  }

  private record Counts(long rows, long buckets) {}

  /** Moves what is before each host's cut-off into its buckets. */
  public List<LifeCycle.Step> archive(Map<String, Instant> before) {
    Map<String, Integer> ids = ids(before);
    Map<Integer, Counts> done = new HashMap<>();
    byCalendar(before)
        .forEach(
            (calendar, hosts) -> {
              OldRows cut = cut(hosts, ids);
              BucketGrid grid = cut == null ? null : grid(calendar, cut);
              if (cut != null && grid != null) {
                done.putAll(archive(calendar, grid, cut));
              }
            });
    return steps(before, ids, done);
  }

  /**
   * How many buckets that are not there yet the rows before each host's cut-off would become, of
   * those that end by another cut-off.
   */
  Map<String, Long> newBuckets(Map<String, Instant> before, Map<String, Instant> ended) {
    Map<String, Integer> ids = ids(before);
    ArchiveSql sql = new ArchiveSql(description, tables, transaction.dialect());
    Map<Integer, Long> counted = new HashMap<>();
    byCalendar(before)
        .forEach(
            (calendar, hosts) -> {
              OldRows cut = cut(hosts, ids);
              OldRows end = cut(ended, ids);
              BucketGrid grid = cut == null ? null : grid(calendar, cut);
              if (cut != null && end != null && grid != null) {
                String odd = "(" + sql.odd("(" + sql.wanted(cut, grid) + ")", grid) + ")";
                transaction.each(
                    sql.countNew(sql.wanted(cut, grid.around(odd)), end.relation()),
                    row -> counted.put(row.getInt(1), row.getLong(2)));
              }
            });
    Map<String, Long> counts = new HashMap<>();
    ids.forEach((host, id) -> counts.put(host, counted.getOrDefault(id, 0L)));
    return counts;
  }

  private Map<BucketCalendar, Map<String, Instant>> byCalendar(Map<String, Instant> before) {
    Map<BucketCalendar, Map<String, Instant>> byCalendar = new LinkedHashMap<>();
    before.forEach(
        (host, instant) ->
            byCalendar
                .computeIfAbsent(policies.calendar(host, description), it -> new LinkedHashMap<>())
                .put(host, instant));
    return byCalendar;
  }

  /** The grid for the rows before a cut-off; null if there is no such row. */
  private @Nullable BucketGrid grid(BucketCalendar calendar, OldRows cut) {
    Set<Long> days = new TreeSet<>();
    if (calendar.every().isCalendar()) {
      transaction.each(
          "SELECT DISTINCT %s FROM %s"
              .formatted(transaction.dialect().wholeDays("l.sample_time"), cut.live(tables, "")),
          row -> days.add(row.getLong(1)));
      if (days.isEmpty()) {
        return null;
      }
    }
    return BucketGrid.of(transaction.dialect(), calendar, days);
  }

  private Map<Integer, Counts> archive(BucketCalendar calendar, BucketGrid grid, OldRows cut) {
    Map<Integer, Counts> done = new HashMap<>();
    ArchiveSql sql = new ArchiveSql(description, tables, transaction.dialect());
    String due = keep("due", sql.archived(cut, grid));
    boolean fresh = isFresh(cut);
    String odd = fresh ? "" : keep("odd", sql.odd(due, grid));
    boolean regular = fresh || !transaction.any("SELECT 1 FROM " + odd + " o LIMIT 1");
    if (!regular) {
      transaction.run("DROP TABLE IF EXISTS due");
      due = keep("due", sql.archived(cut, grid.around(odd)));
    }
    transaction.each(
        "SELECT host, sum(samples), count(*) FROM " + due + " d GROUP BY host",
        row -> done.put(row.getInt(1), new Counts(row.getLong(2), row.getLong(3))));
    if (!done.isEmpty()) {
      // All statements see one snapshot: what was added up is what is removed, no more, no less.
      // A kill between them leaves the transaction uncommitted and so changes nothing.
      BucketSql buckets = new BucketSql(description, tables, transaction.dialect());
      transaction.run(fresh ? buckets.insert(due) : buckets.merge(due, near()));
      new ArchiveLedger(transaction, description.probe()).add(due, false);
      boolean withinHours = regular && calendar.dividesHours();
      Ledger.move(
          transaction,
          description.probe(),
          withinHours ? due + " l" : cut.live(tables, ""),
          withinHours ? "sum(l.samples)" : "count(*)",
          true);
      transaction.run(cut.deleteLive(tables));
    }
    transaction.run("DROP TABLE IF EXISTS due");
    transaction.run("DROP TABLE IF EXISTS odd");
    return done;
  }

  /**
   * Has rows in a temporary table; or, where they are on several machines, asks for them anew each
   * time: there each machine has its own, and none of them comes here and goes back. After the
   * buckets are merged the answer is the same: a piece of a bucket that was made around odd ones is
   * odd itself then, and takes the rows it was made of.
   *
   * @return the relation that has them
   */
  private String keep(String name, String rows) {
    if (transaction.dialect().isDistributed()) {
      return "(" + rows + ")";
    }
    transaction.run("CREATE TEMPORARY TABLE " + name + " AS " + rows);
    return name;
  }

  /** Whether no bucket is anywhere near those that are due, where that is found out at once. */
  private boolean isFresh(OldRows cut) {
    Dialect dialect = transaction.dialect();
    if (!dialect.findsByTime()) {
      return false;
    }
    Range span = span();
    // Written out, the times are compared with those of whole stretches of the table first.
    return span == null
        || !isAnyBucket(
            "%s AND l.sample_time < %s AND l.bucket_end > %s"
                .formatted(cut.hosts(), dialect.time(span.most()), dialect.time(span.least())));
  }

  /** When the first bucket that is due begins and the last one ends; null if none is. */
  private @Nullable Range span() {
    Dialect dialect = transaction.dialect();
    return transaction.first(
        "SELECT %s, %s FROM due HAVING count(*) > 0"
            .formatted(dialect.micros("min(sample_time)"), dialect.micros("max(bucket_end)")),
        row -> new Range(row.getLong(1), row.getLong(2)));
  }

  /** What the buckets that are due imply of those there, where the store has to be told. */
  private String near() {
    Dialect dialect = transaction.dialect();
    Range span = dialect.findsByTime() ? span() : null;
    return span == null ? "" : dialect.implied(span.hasTime(dialect, "t.sample_time"));
  }

  private boolean isAnyBucket(String condition) {
    return transaction.any(
        "SELECT 1 FROM %s l WHERE %s LIMIT 1"
            .formatted(Identifiers.table(tables.buckets()), condition));
  }

  /** Removes the buckets that end by each host's cut-off. */
  public List<LifeCycle.Step> purge(Map<String, Instant> before) {
    Map<String, Integer> ids = ids(before);
    OldRows cut = cut(before, ids);
    Map<Integer, Counts> done = new HashMap<>();
    if (cut != null) {
      String old = cut.buckets(tables);
      transaction.each(
          "SELECT l.host, sum(l.samples), count(*) FROM " + old + " GROUP BY l.host",
          row -> done.put(row.getInt(1), new Counts(row.getLong(2), row.getLong(3))));
      if (!done.isEmpty()) {
        ArchiveLedger archived = new ArchiveLedger(transaction, description.probe());
        archived.add("(SELECT l.host, l.sample_time, l.samples FROM " + old + ")", true);
        archived.fold(cut.relation());
        transaction.run(cut.deleteBuckets(tables));
      }
    }
    return steps(before, ids, done);
  }

  private List<LifeCycle.Step> steps(
      Map<String, Instant> before, Map<String, Integer> ids, Map<Integer, Counts> done) {
    List<LifeCycle.Step> steps = new ArrayList<>();
    before.forEach(
        (host, instant) -> {
          Counts counts = done.getOrDefault(ids.getOrDefault(host, 0), new Counts(0, 0));
          steps.add(
              new LifeCycle.Step(host, description.probe(), instant, counts.rows, counts.buckets));
        });
    return steps;
  }

  private Map<String, Integer> ids(Map<String, Instant> hosts) {
    Map<String, Integer> ids = new HashMap<>();
    String marks = String.join(", ", hosts.keySet().stream().map(host -> "?").toList());
    transaction.each(
        "SELECT name, id FROM domestik.host WHERE name IN (" + marks + ")",
        row -> ids.put(row.getString(1), row.getInt(2)),
        hosts.keySet().toArray());
    return ids;
  }

  /** The cut-offs of the hosts that are known; null if none is. */
  private @Nullable OldRows cut(Map<String, Instant> before, Map<String, Integer> ids) {
    Map<Integer, Instant> known = new HashMap<>();
    before.forEach(
        (host, instant) -> {
          Integer id = ids.get(host);
          if (id != null) {
            known.put(id, instant);
          }
        });
    return known.isEmpty() ? null : new OldRows(transaction.dialect(), known);
  }
}
