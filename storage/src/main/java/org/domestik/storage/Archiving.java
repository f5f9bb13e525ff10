// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** Archives or purges a described probe for many hosts, within one transaction. */
final class Archiving {
  private static final long DAY = 86_400_000_000L;

  private final Transaction transaction;
  private final ProbeDescription description;
  private final Layout layout;
  private final Policies policies;

  Archiving(
      Transaction transaction, ProbeDescription description, Layout layout, Policies policies) {
    this.transaction = transaction;
    this.description = description;
    this.layout = layout;
    this.policies = policies;
  }

  private record Counts(long rows, long buckets) {}

  /**
   * Where the buckets of live rows {@code l} begin.
   *
   * @param start the start of a row's bucket in SQL
   * @param joined what {@code start} needs joined; may be empty
   */
  private record Grid(String start, String joined) {}

  /** Moves what is before each host's cut-off into its buckets. */
  List<LifeCycle.Step> archive(Map<String, Instant> before) {
    Map<String, Integer> ids = ids(before);
    Map<Integer, Counts> done = new HashMap<>();
    byCalendar(before)
        .forEach((calendar, hosts) -> done.putAll(archive(calendar, cut(hosts, ids))));
    return steps(before, ids, done);
  }

  /** How many buckets that are not there yet the rows before each host's cut-off would become. */
  Map<String, Long> newBuckets(Map<String, Instant> before) {
    Map<String, Integer> ids = ids(before);
    ArchiveSql sql = new ArchiveSql(description, layout, transaction.dialect());
    Map<Integer, Long> counted = new HashMap<>();
    byCalendar(before)
        .forEach(
            (calendar, hosts) -> {
              String cut = cut(hosts, ids);
              Grid grid = cut.isEmpty() ? null : grid(calendar, cut);
              if (grid != null) {
                transaction.each(
                    sql.countNewBuckets(cut, grid.start, grid.joined),
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
  private @Nullable Grid grid(BucketCalendar calendar, String cut) {
    if (calendar.every().isCalendar()) {
      String buckets = buckets(calendar, cut);
      return buckets.isEmpty() ? null : new Grid("b.start", buckets);
    }
    Dialect dialect = transaction.dialect();
    String micros = dialect.micros("l.sample_time");
    return new Grid(
        dialect.time("(" + micros + " - " + micros + " % " + calendar.micros() + ")"), "");
  }

  private Map<Integer, Counts> archive(BucketCalendar calendar, String cut) {
    Map<Integer, Counts> done = new HashMap<>();
    Grid grid = cut.isEmpty() ? null : grid(calendar, cut);
    if (grid == null) {
      return done;
    }
    ArchiveSql sql = new ArchiveSql(description, layout, transaction.dialect());
    transaction.each(
        sql.countBuckets(cut, grid.start, grid.joined),
        row -> done.put(row.getInt(1), new Counts(row.getLong(2), row.getLong(3))));
    if (!done.isEmpty()) {
      // Both statements see one snapshot: what one adds up, the other removes, no more, no less.
      // A kill between them leaves the transaction uncommitted and so changes nothing.
      transaction.run(sql.merge(cut, grid.start, grid.joined));
      transaction.run(
          "DELETE FROM "
              + Layout.table(layout.live())
              + " l USING ("
              + cut
              + ") c WHERE l.host = c.host AND l.sample_time < c.before");
    }
    return done;
  }

  /** The buckets the rows lie in, joined as {@code b(start, finish)}; empty if there is no row. */
  private String buckets(BucketCalendar calendar, String cut) {
    TreeMap<Instant, Instant> buckets = new TreeMap<>();
    transaction.each(
        "SELECT DISTINCT "
            + transaction.dialect().wholeDays("l.sample_time")
            + " FROM "
            + Layout.table(layout.live())
            + " l JOIN ("
            + cut
            + ") c ON l.host = c.host AND l.sample_time < c.before",
        row -> {
          // A day of UTC touches the buckets of its two ends, and the one between if they are days.
          Instant day = Instant.EPOCH.plus(row.getLong(1) * DAY, ChronoUnit.MICROS);
          Instant start = calendar.floor(day);
          while (start.isBefore(day.plus(DAY, ChronoUnit.MICROS))) {
            buckets.put(start, calendar.next(start));
            start = calendar.next(start);
          }
        });
    List<String> rows = new ArrayList<>();
    buckets.forEach((start, finish) -> rows.add("(" + time(start) + ", " + time(finish) + ")"));
    return rows.isEmpty()
        ? ""
        : " JOIN (VALUES "
            + String.join(", ", rows)
            + ") b(start, finish) ON l.sample_time >= b.start AND l.sample_time < b.finish";
  }

  /** Removes the buckets that start before each host's cut-off. */
  List<LifeCycle.Step> purge(Map<String, Instant> before) {
    Map<String, Integer> ids = ids(before);
    String cut = cut(before, ids);
    Map<Integer, Counts> done = new HashMap<>();
    if (!cut.isEmpty()) {
      String old =
          Layout.table(layout.buckets())
              + " l USING ("
              + cut
              + ") c WHERE l.host = c.host AND l.sample_time < c.before";
      transaction.each(
          "SELECT l.host, sum(l.samples), count(*) FROM "
              + Layout.table(layout.buckets())
              + " l JOIN ("
              + cut
              + ") c ON l.host = c.host AND l.sample_time < c.before GROUP BY l.host",
          row -> done.put(row.getInt(1), new Counts(row.getLong(2), row.getLong(3))));
      if (!done.isEmpty()) {
        transaction.run("DELETE FROM " + old);
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

  /** The cut-offs as a relation {@code (host, before)}; empty if no host is known. */
  private String cut(Map<String, Instant> before, Map<String, Integer> ids) {
    List<String> rows = new ArrayList<>();
    before.forEach(
        (host, instant) -> {
          Integer id = ids.get(host);
          if (id != null) {
            rows.add("(" + id + ", " + time(instant) + ")");
          }
        });
    return rows.isEmpty()
        ? ""
        : "SELECT * FROM (VALUES " + String.join(", ", rows) + ") c(host, before)";
  }

  private String time(Instant instant) {
    return transaction.dialect().time(Long.toString(Ledger.micros(instant)));
  }
}
