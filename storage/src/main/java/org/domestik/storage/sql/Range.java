// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;

/** The numbers from one to another, both included. */
public record Range(long least, long most) {
  /** What a column of numbers lies in; there is at least one. */
  public static Range of(LongStream numbers) {
    LongSummaryStatistics all = numbers.summaryStatistics();
    return new Range(all.getMin(), all.getMax());
  }

  /** Whether a number is one of these, as SQL. */
  public String has(String number) {
    return number + " BETWEEN " + least + " AND " + most;
  }

  /** Whether a TIMESTAMPTZ is one of these microseconds since 1970, as SQL. */
  public String hasTime(Dialect dialect, String time) {
    return time + " BETWEEN " + dialect.time(least) + " AND " + dialect.time(most);
  }
}
