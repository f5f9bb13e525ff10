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

  /** Moves what is before each host's cut-off into its buckets. */
  List<LifeCycle.Step> archive(Map<String, Instant> before) {
    Map<String, Integer> ids = ids(before);
    Map<BucketCalendar, Map<String, Instant>> byCalendar = new LinkedHashMap<>();
    before.forEach(
        (host, instant) ->
            byCalendar
                .computeIfAbsent(policies.calendar(host, description), it -> new LinkedHashMap<>())
                .put(host, instant));
    Map<Integer, Counts> done = new HashMap<>();
    byCalendar.forEach((calendar, hosts) -> done.putAll(archive(calendar, cut(hosts, ids))));
    return steps(before, ids, done);
  }

  private Map<Integer, Counts> archive(BucketCalendar calendar, String cut) {
    Map<Integer, Counts> done = new HashMap<>();
    if (cut.isEmpty()) {
      return done;
    }
    Dialect dialect = transaction.dialect();
    ArchiveSql sql = new ArchiveSql(description, layout, dialect);
    String micros = dialect.micros("l.sample_time");
    String start;
    String buckets;
    if (calendar.every().isCalendar()) {
      buckets = buckets(calendar, cut);
      start = "b.start";
      if (buckets.isEmpty()) {
        return done;
      }
    } else {
      start = dialect.time("(" + micros + " - " + micros + " % " + calendar.micros() + ")");
      buckets = "";
    }
    transaction.each(
        sql.countBuckets(cut, start, buckets),
        row -> done.put(row.getInt(1), new Counts(row.getLong(2), row.getLong(3))));
    if (!done.isEmpty()) {
      // Both statements see one snapshot: what one adds up, the other removes, no more, no less.
      // A kill between them leaves the transaction uncommitted and so changes nothing.
      transaction.run(sql.merge(cut, start, buckets));
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
