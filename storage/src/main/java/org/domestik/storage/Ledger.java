// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The books of one transaction: how many rows of each host and probe came and went. */
final class Ledger {
  private static final List<String> COLUMNS =
      List.of("host", "probe", "accepted", "purged", "last_sample");

  private record Account(int host, int probe) {}

  private static final class Sums {
    long accepted;
    long purged;
    long last = -1;
  }

  private final Map<Account, Sums> accounts = new LinkedHashMap<>();

  /**
   * Books rows of one time, in microseconds.
   *
   * @param now no time counts as later than this: what a wrong clock says must not move a cut-off
   */
  void accepted(int host, int probe, long rows, long micros, long now) {
    Sums sums = accounts.computeIfAbsent(new Account(host, probe), it -> new Sums());
    sums.accepted += rows;
    sums.last = Math.max(sums.last, Math.min(micros, now));
  }

  void purged(int host, int probe, long rows) {
    accounts.computeIfAbsent(new Account(host, probe), it -> new Sums()).purged += rows;
  }

  void write(Transaction transaction) {
    if (accounts.isEmpty()) {
      return;
    }
    try (RowSink sink = transaction.sink("ledger", COLUMNS)) {
      accounts.forEach(
          (account, sums) -> {
            sink.beginRow();
            sink.integer(account.host());
            sink.integer(account.probe());
            sink.bigint(sums.accepted);
            sink.bigint(sums.purged);
            if (sums.last < 0) {
              sink.missing();
            } else {
              sink.time(sums.last);
            }
            sink.endRow();
          });
    }
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
