// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.Span;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.Usage;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.hosts.Hosts;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Counts what each host and probe has stored, and reckons what it will come to. */
public final class UsageForecast {
  private static final Duration DAY = Duration.ofDays(1);

  /** So long do people mean who say a larger number of years. */
  private static final Duration FOR_EVER = Duration.ofDays(365L * 1_000);

  private final Database database;
  private final Catalog catalog;
  private final Hosts hosts;
  private final Policies policies;

  public UsageForecast(Database database, Catalog catalog, Hosts hosts, Policies policies) {
    this.database = database;
    this.catalog = catalog;
    this.hosts = hosts;
    this.policies = policies;
  }

  /** What one table has of one host. */
  private record Rows(long count, long series, Instant first, Instant last) {}

  /** What there is, and what it will come to. */
  public Usage usage(Instant now) {
    Map<String, Instant> lasts = hosts.lasts(now);
    return new Usage(
        database.bytes(),
        database.free(),
        database.read(transaction -> count(transaction, lasts, now)));
  }

  private List<Usage.Share> count(
      Transaction transaction, Map<String, Instant> lasts, Instant now) {
    Map<String, Usage.Share> shares = new TreeMap<>();
    for (KnownProbe probe : catalog.described()) {
      Map<Integer, Rows> live = rows(transaction, probe.tables().live());
      Map<Integer, Rows> buckets = rows(transaction, probe.tables().buckets());
      lasts.forEach(
          (host, last) -> {
            KnownHost known = catalog.host(host);
            if (known != null) {
              Usage.Share share =
                  share(
                      transaction.dialect(),
                      host,
                      probe,
                      live.get(known.id()),
                      buckets.get(known.id()),
                      Hosts.isSilent(last, now) ? null : now);
              if (share.liveRows() + share.buckets() > 0) {
                shares.put(host + "\0" + probe.name(), share);
              }
            }
          });
    }
    return new ArrayList<>(shares.values());
  }

  private static Map<Integer, Rows> rows(Transaction transaction, String table) {
    Dialect dialect = transaction.dialect();
    Map<Integer, Rows> rows = new HashMap<>();
    transaction.each(
        "SELECT host, count(*), count(DISTINCT series), %s, %s FROM %s GROUP BY host"
            .formatted(
                dialect.micros("min(sample_time)"),
                dialect.micros("max(sample_time)"),
                Identifiers.table(table)),
        row ->
            rows.put(
                row.getInt(1),
                new Rows(
                    row.getLong(2),
                    row.getLong(3),
                    Instant.ofEpochMilli(row.getLong(4) / 1000),
                    Instant.ofEpochMilli(row.getLong(5) / 1000))));
    return rows;
  }

  /** {@code now} is null for a host that does not speak: nothing of it grows or ages. */
  private Usage.Share share(
      Dialect dialect,
      String host,
      KnownProbe probe,
      @Nullable Rows live,
      @Nullable Rows buckets,
      @Nullable Instant now) {
    long liveRows = live == null ? 0 : live.count();
    long bucketRows = buckets == null ? 0 : buckets.count();
    long ofLive = dialect.liveBytes(probe.description());
    long ofBucket = dialect.bucketBytes(probe.description());
    long bytes = liveRows * ofLive + bucketRows * ofBucket;
    ArchivePolicy policy = policies.of(host, probe.description());
    Instant oldest = buckets != null ? buckets.first() : live != null ? live.first() : null;
    Instant settled = oldest == null ? null : oldest.plus(length(policy.keep()));
    boolean grows = now != null && live != null && settled != null && settled.isAfter(now);
    return new Usage.Share(
        host,
        probe.name(),
        liveRows,
        bucketRows,
        liveRows * ofLive,
        bucketRows * ofBucket,
        grows && live != null
            ? Math.max(
                bytes, settledLive(live, policy) * ofLive + settledBuckets(live, policy) * ofBucket)
            : bytes,
        grows ? settled : null);
  }

  /** Live rows at most: those of {@code after}, and of the day that is archived as a whole. */
  private static long settledLive(Rows live, ArchivePolicy policy) {
    long span = Duration.between(live.first(), live.last()).toMillis();
    if (span <= 0) {
      return live.count();
    }
    double each = (double) (live.count() - live.series()) / span;
    return Math.round(each * length(policy.after()).plus(DAY).toMillis());
  }

  private static long settledBuckets(Rows live, ArchivePolicy policy) {
    Duration archived = length(policy.keep()).minus(length(policy.after()));
    return live.series() * Math.max(0, archived.dividedBy(policy.every().estimate()));
  }

  /** Its length, as far as anybody can look ahead. */
  private static Duration length(Span span) {
    Duration length = span.estimate();
    return length.compareTo(FOR_EVER) < 0 ? length : FOR_EVER;
  }
}
