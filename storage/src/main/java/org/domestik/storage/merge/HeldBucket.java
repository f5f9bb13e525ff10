// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.List;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.books.ArchiveLedger;
import org.domestik.storage.sql.Times;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of one series, held in memory.
 *
 * @param start in microseconds, inclusive
 * @param end in microseconds, exclusive
 * @param numbers of each value and derived value, in the archive's order
 */
record HeldBucket(int host, int series, long start, long end, long samples, List<Numbers> numbers) {

  /**
   * What a bucket knows of one value.
   *
   * @param summary null where there was no number
   * @param known false where only bounds are known: the bucket is older than the derived value or
   *     was made by another formula
   */
  record Numbers(@Nullable Summary summary, boolean known) {
    private Numbers merge(Numbers other) {
      if (!known || !other.known) {
        return new Numbers(null, false);
      }
      return new Numbers(
          summary == null
              ? other.summary
              : other.summary == null ? summary : summary.merge(other.summary),
          true);
    }
  }

  /** One key of a bucket that was sent, as the tables of a description take it. */
  static HeldBucket of(
      int host, int series, Bucket bucket, Bucket.Totals row, ProbeDescription description) {
    List<Numbers> numbers = new ArrayList<>();
    for (ValueDescription value : description.values()) {
      numbers.add(new Numbers(row.values().get(value.name()), true));
    }
    for (DerivedValue value : description.derived()) {
      boolean sameFormula = value.expression().equals(bucket.derived().get(value.name()));
      numbers.add(new Numbers(sameFormula ? row.values().get(value.name()) : null, sameFormula));
    }
    return new HeldBucket(
        host,
        series,
        Times.micros(bucket.start()),
        Times.micros(bucket.end()),
        row.samples(),
        numbers);
  }

  /** What the ledger has of it. */
  ArchiveLedger.Entry entry() {
    return new ArchiveLedger.Entry(host, start, samples);
  }

  boolean isOf(HeldBucket other) {
    return host == other.host && series == other.series;
  }

  /**
   * Whether another is of the very same samples: no two of a series have one instant.
   *
   * @param values how many are measured, and not derived
   */
  boolean isLike(HeldBucket other, int values) {
    boolean isLike = start == other.start && end == other.end && samples == other.samples;
    for (int i = 0; isLike && i < values; i++) {
      isLike = isLike(numbers.get(i).summary, other.numbers.get(i).summary);
    }
    return isLike;
  }

  /** Of a table the sum may be but an average times a count. */
  private static boolean isLike(@Nullable Summary one, @Nullable Summary other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.min() == other.min()
        && one.max() == other.max()
        && one.count() == other.count()
        && one.minTime().equals(other.minTime())
        && one.maxTime().equals(other.maxTime())
        && Math.abs(one.sum() - other.sum())
            <= 1e-9 * one.count() * Math.max(Math.abs(one.min()), Math.abs(one.max()));
  }

  /** Both as one, which spans both. */
  HeldBucket merge(HeldBucket other) {
    List<Numbers> merged = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      merged.add(numbers.get(i).merge(other.numbers.get(i)));
    }
    return new HeldBucket(
        host,
        series,
        Math.min(start, other.start),
        Math.max(end, other.end),
        samples + other.samples,
        merged);
  }
}
