// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.storage.archive.BucketCalendar;
import org.domestik.storage.archive.BucketGrid;
import org.domestik.storage.archive.Policies;
import org.domestik.storage.books.ArchiveLedger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;

/**
 * Gives an end to the buckets of a store from before buckets had one.
 *
 * <p>An old bucket ends where today's policy would end it, or where its latest extreme says that it
 * ended later, and never behind the start of the next one.
 */
final class AddBucketEnds {
  private final Database database;
  private final Catalog catalog;
  private final Policies policies;

  AddBucketEnds(Database database, Catalog catalog, Policies policies) {
    this.database = database;
    this.catalog = catalog;
    this.policies = policies;
  }

  /** Does so where it was not done yet, each probe in one transaction. */
  void fill() {
    // One question for all: of hundreds of probes each takes the database a tenth of a second.
    Set<String> done = database.read(it -> Schema.having(it, "bucket_end"));
    for (KnownProbe probe : catalog.described()) {
      if (!done.contains(probe.tables().buckets())) {
        database.changeAlone(
            transaction -> {
              if (isMissing(transaction, probe)) { // Else another server was faster.
                fill(transaction, probe);
              }
            });
      }
    }
  }

  private static boolean isMissing(Transaction transaction, KnownProbe probe) {
    return Schema.lacks(transaction, probe.tables().buckets(), "bucket_end");
  }

  private void fill(Transaction transaction, KnownProbe probe) {
    ProbeTables tables = probe.tables();
    transaction.run(tables.statements().dropViews());
    transaction.run(
        "ALTER TABLE "
            + Identifiers.table(tables.buckets())
            + " ADD COLUMN bucket_end TIMESTAMPTZ");
    Map<BucketCalendar, List<String>> hosts = new LinkedHashMap<>();
    for (KnownHost host : catalog.hosts()) {
      hosts
          .computeIfAbsent(
              policies.calendar(host.name(), probe.description()), it -> new ArrayList<>())
          .add(Integer.toString(host.id()));
    }
    hosts.forEach((calendar, ids) -> fill(transaction, tables, calendar, String.join(", ", ids)));
    new ArchiveLedger(transaction, probe.name()).begin(Identifiers.table(tables.buckets()));
    transaction.run(tables.statements().createViews());
  }

  private static void fill(
      Transaction transaction, ProbeTables tables, BucketCalendar calendar, String hosts) {
    Dialect dialect = transaction.dialect();
    String buckets = Identifiers.table(tables.buckets());
    String these = " WHERE l.host IN (" + hosts + ")";
    Set<Long> days = new TreeSet<>();
    transaction.each(
        "SELECT DISTINCT " + dialect.wholeDays("l.sample_time") + " FROM " + buckets + " l" + these,
        row -> days.add(row.getLong(1)));
    if (days.isEmpty()) {
      return;
    }
    BucketGrid grid = BucketGrid.of(dialect, calendar, days);
    transaction.run(
        """
        UPDATE %1$s AS t SET bucket_end = ended.finish
        FROM (
          SELECT l.host, l.series, l.sample_time,
            least(
              lead(l.sample_time) OVER (PARTITION BY l.host, l.series ORDER BY l.sample_time),
              greatest(%2$s%3$s)) AS finish
          FROM %1$s l%4$s%5$s
        ) ended
        WHERE t.host = ended.host AND t.series = ended.series
          AND t.sample_time = ended.sample_time
        """
            .formatted(buckets, grid.finish(), afterExtremes(tables), grid.joined(), these));
  }

  private static String afterExtremes(ProbeTables tables) {
    StringBuilder times = new StringBuilder();
    for (String name : tables.archived()) {
      for (String suffix : List.of("_min_time", "_max_time")) {
        times.append(", l.").append(Identifiers.quoted(name + suffix));
        times.append(" + INTERVAL '1 microsecond'");
      }
    }
    return times.toString();
  }
}
