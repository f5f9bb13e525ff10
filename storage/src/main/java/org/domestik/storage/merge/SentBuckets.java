// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Bucket;
import org.domestik.storage.archive.BucketSql;
import org.domestik.storage.books.ArchiveLedger;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.merge.HeldBucket.Numbers;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Range;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Buckets that agents made of samples they had no room for, on their way into one probe's archive.
 *
 * <p>Buckets of one series never overlap: one that lies within a bucket that is there becomes part
 * of it, those that overlap otherwise become one that spans them all, and any other is kept with
 * its own start and end.
 */
public final class SentBuckets {
  private static final int AT_ONCE = 200;

  /** Bounds the text of a statement that has all of their numbers. */
  private static final int CELLS_AT_ONCE = 20_000;

  private static final Comparator<HeldBucket> ORDER =
      Comparator.comparingInt(HeldBucket::host)
          .thenComparingInt(HeldBucket::series)
          .thenComparingLong(HeldBucket::start);

  private final KnownProbe probe;
  private final List<HeldBucket> sent = new ArrayList<>();

  public SentBuckets(KnownProbe probe) {
    this.probe = probe.described("its samples by itself and takes no buckets");
  }

  /** The series of a bucket that have no number yet. */
  public static List<SeriesKey> unresolved(KnownProbe probe, int host, Bucket bucket) {
    return bucket.rows().stream()
        .map(row -> new SeriesKey(host, row.key()))
        .filter(key -> !probe.series().containsKey(key))
        .toList();
  }

  private List<HeldBucket> held(int host, Bucket bucket) {
    List<HeldBucket> held = new ArrayList<>();
    for (Bucket.Totals row : bucket.rows()) {
      SeriesEntry series = probe.series().get(new SeriesKey(host, row.key()));
      if (series == null) {
        throw new StaleCatalog();
      }
      held.add(HeldBucket.of(host, series.id, bucket, row, probe.description()));
    }
    return held;
  }

  /** Which of some buckets are there just so; or, if {@code any} will do, meet one that is. */
  List<Bucket> present(Transaction transaction, int host, List<Bucket> buckets, boolean any) {
    NavigableSet<HeldBucket> there = new TreeSet<>(ORDER);
    List<List<HeldBucket>> held = buckets.stream().map(it -> held(host, it)).toList();
    read(transaction, held.stream().flatMap(List::stream).toList(), there);
    return IntStream.range(0, buckets.size())
        .filter(i -> held.get(i).stream().anyMatch(it -> isPresent(it, there, any)))
        .mapToObj(buckets::get)
        .toList();
  }

  /** As those that are there never overlap, it is the last that begins before the end. */
  private boolean isPresent(HeldBucket bucket, NavigableSet<HeldBucket> there, boolean any) {
    HeldBucket end =
        new HeldBucket(bucket.host(), bucket.series(), bucket.end(), bucket.end(), 0, List.of());
    HeldBucket last = there.lower(end);
    return last != null
        && last.isOf(bucket)
        && last.end() > bucket.start()
        && (any || last.isLike(bucket, probe.description().values().size()));
  }

  public void add(int host, Bucket bucket, Ledger ledger, long now) {
    sent.addAll(held(host, bucket));
    ledger.acceptedElsewhere(
        host, probe.id(), bucket.samples(), Times.micros(bucket.lastKnown()), now);
  }

  /** Merges them with what is there; nobody else changes the archive meanwhile. */
  public void write(Transaction transaction) {
    Set<HeldBucket> there = new LinkedHashSet<>();
    read(transaction, sent, there);
    List<HeldBucket> all = new ArrayList<>(there);
    all.addAll(sent);
    List<HeldBucket> old = List.copyOf(there);
    for (int from = 0; from < old.size(); from += AT_ONCE) {
      delete(transaction, old.subList(from, Math.min(old.size(), from + AT_ONCE)));
    }
    List<HeldBucket> merged = merged(all);
    new ArchiveLedger(transaction, probe.name())
        .add(merged.stream().map(HeldBucket::entry), old.stream().map(HeldBucket::entry));
    int numbers = ProbeTables.SUFFIXES.size() * probe.tables().archived().size();
    int some = Math.clamp(CELLS_AT_ONCE / Math.max(1, numbers), 1, AT_ONCE);
    for (int from = 0; from < merged.size(); from += some) {
      insert(transaction, merged.subList(from, Math.min(merged.size(), from + some)));
    }
  }

  /** Those that overlap as one. */
  static List<HeldBucket> merged(List<HeldBucket> buckets) {
    List<HeldBucket> sorted = new ArrayList<>(buckets);
    sorted.sort(ORDER);
    List<HeldBucket> merged = new ArrayList<>();
    for (HeldBucket next : sorted) {
      HeldBucket last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && last.isOf(next) && next.start() < last.end()) {
        merged.set(merged.size() - 1, last.merge(next));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  /** Finds the buckets that are there and overlap some of these. */
  private void read(Transaction transaction, List<HeldBucket> all, Set<HeldBucket> found) {
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      readPart(transaction, all.subList(from, Math.min(all.size(), from + AT_ONCE)), found);
    }
  }

  private void readPart(Transaction transaction, List<HeldBucket> part, Set<HeldBucket> found) {
    Dialect dialect = transaction.dialect();
    StringBuilder columns = new StringBuilder("t.host, t.series");
    for (String time : List.of("sample_time", "bucket_end")) {
      columns.append(", ").append(dialect.micros("t." + time));
    }
    columns.append(", t.samples");
    for (String name : probe.tables().archived()) {
      for (String suffix : ProbeTables.SUFFIXES) {
        columns.append(", t.").append(Identifiers.quoted(name + suffix));
      }
    }
    List<String> places =
        part.stream()
            .map(
                it ->
                    "(%s, %s, %s, %s)"
                        .formatted(
                            it.host(),
                            it.series(),
                            dialect.time(it.start()),
                            dialect.time(it.end())))
            .toList();
    transaction.each(
        """
        SELECT %s FROM (VALUES %s) v(host, series, start, finish)
          JOIN %s t
            ON t.host = v.host AND t.series = v.series AND t.sample_time < v.finish
              AND t.bucket_end > v.start%s
        """
            .formatted(
                columns,
                String.join(", ", places),
                Identifiers.table(probe.tables().buckets()),
                near(dialect, part)),
        row -> found.add(held(row)));
  }

  private HeldBucket held(ResultSet row) throws SQLException {
    List<Numbers> numbers = new ArrayList<>();
    int measured = probe.description().values().size();
    int column = 6;
    for (int i = 0;
        i < probe.tables().archived().size();
        i++, column += ProbeTables.SUFFIXES.size()) {
      long count = row.getLong(column + 3);
      boolean known = i < measured || !row.wasNull();
      numbers.add(new Numbers(count == 0 ? null : summary(row, column, count), known));
    }
    return new HeldBucket(
        row.getInt(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5), numbers);
  }

  private static @Nullable Summary summary(ResultSet row, int column, long count)
      throws SQLException {
    Instant minTime = Times.instant(row, column + 4);
    Instant maxTime = Times.instant(row, column + 5);
    return minTime == null || maxTime == null
        ? null
        : new Summary(
            row.getDouble(column),
            row.getDouble(column + 1),
            row.getDouble(column + 2),
            count,
            minTime,
            maxTime);
  }

  private void delete(Transaction transaction, List<HeldBucket> part) {
    Dialect dialect = transaction.dialect();
    List<String> places =
        part.stream()
            .map(it -> "(%s, %s, %s)".formatted(it.host(), it.series(), dialect.time(it.start())))
            .toList();
    transaction.run(
        """
        DELETE FROM %s t USING (VALUES %s) v(host, series, start)
        WHERE t.host = v.host AND t.series = v.series AND t.sample_time = v.start%s
        """
            .formatted(
                Identifiers.table(probe.tables().buckets()),
                String.join(", ", places),
                near(dialect, part)));
  }

  /** What overlap with some of these implies of buckets {@code t}. */
  private static String near(Dialect dialect, List<HeldBucket> part) {
    Range starts = Range.of(part.stream().mapToLong(HeldBucket::start));
    Range ends = Range.of(part.stream().mapToLong(HeldBucket::end));
    return dialect.implied(
            Range.of(part.stream().mapToLong(HeldBucket::host)).has("t.host"),
            Range.of(part.stream().mapToLong(HeldBucket::series)).has("t.series"),
            "t.sample_time < " + dialect.time(ends.most()),
            "t.bucket_end > " + dialect.time(starts.least()))
        + dialect.onlyOf("t.host", part.stream().mapToInt(HeldBucket::host));
  }

  private void insert(Transaction transaction, List<HeldBucket> part) {
    Dialect dialect = transaction.dialect();
    List<String> columns = new BucketSql(probe.description(), probe.tables(), dialect).columns();
    List<String> rows = part.stream().map(bucket -> row(dialect, bucket)).toList();
    transaction.run(
        "INSERT INTO %s (%s) VALUES %s"
            .formatted(
                Identifiers.table(probe.tables().buckets()),
                Identifiers.list(columns),
                String.join(", ", rows)));
  }

  /** A bucket's cells in the order of the columns. */
  private static String row(Dialect dialect, HeldBucket bucket) {
    StringBuilder row = new StringBuilder("(");
    row.append(bucket.host()).append(", ").append(bucket.series()).append(", ");
    row.append(dialect.time(bucket.start())).append(", ");
    row.append(dialect.time(bucket.end())).append(", ").append(bucket.samples());
    for (Numbers numbers : bucket.numbers()) {
      Summary summary = numbers.summary();
      if (summary == null) {
        row.append(numbers.known() ? ", NULL, NULL, NULL, 0, NULL, NULL" : ", NULL".repeat(6));
      } else {
        for (double number : new double[] {summary.min(), summary.max(), summary.sum()}) {
          row.append(", ").append(dialect.real("'" + number + "'"));
        }
        row.append(", ").append(summary.count());
        row.append(", ").append(dialect.instant(summary.minTime()));
        row.append(", ").append(dialect.instant(summary.maxTime()));
      }
    }
    return row.append(')').toString();
  }
}
