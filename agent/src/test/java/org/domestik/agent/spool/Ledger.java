// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;

/**
 * Counts samples that can be told apart even in the sum of a bucket: number {@code n} has the key
 * {@code n / 50} and the value 2 to the power of {@code n % 50}.
 */
public final class Ledger {
  private static final int SHARING = 50;

  private final Map<String, Summary> summaries = new TreeMap<>();
  private final Set<Object> deliveries = new HashSet<>();

  public static Row row(long number) {
    String key = "k" + number / SHARING;
    return Row.of(List.of(key), Map.of("bit", Math.scalb(1.0, (int) (number % SHARING))));
  }

  /** Takes a delivery in, as a server does: once. */
  public void accept(Batch batch) {
    if (deliveries.add(batch.delivery())) {
      count(batch);
    }
  }

  /** Takes in whatever a batch holds. */
  public void count(Batch batch) {
    for (Sample sample : batch.samples()) {
      for (Row row : sample.rows()) {
        add(row.key(), Summary.of(row.value("bit"), sample.time()));
      }
    }
    for (Bucket bucket : batch.buckets()) {
      for (Bucket.Totals row : bucket.rows()) {
        add(row.key(), row.values().get("bit"));
      }
    }
  }

  private void add(List<String> key, Summary summary) {
    summaries.merge(key.getFirst(), summary, Summary::merge);
  }

  /** Those numbers below a limit that are missing. */
  public Set<Long> missing(long limit) {
    Set<Long> missing = new HashSet<>();
    for (long number = 0; number < limit; number++) {
      Summary summary = summaries.get("k" + number / SHARING);
      if (summary == null || ((long) summary.sum() >> number % SHARING & 1) == 0) {
        missing.add(number);
      }
    }
    return missing;
  }

  /** Keys of which something was counted more than once: then bits do not add up. */
  public Set<String> doubled() {
    Set<String> doubled = new HashSet<>();
    summaries.forEach(
        (key, summary) -> {
          if (Long.bitCount((long) summary.sum()) != summary.count()) {
            doubled.add(key);
          }
        });
    return doubled;
  }

  public long count() {
    return summaries.values().stream().mapToLong(Summary::count).sum();
  }
}
