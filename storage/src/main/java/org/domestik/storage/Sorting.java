// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts live rows, which lie in the order of their arrival, into the order of their series: a graph
 * then reads a few blocks of DuckDB's file instead of all. PostgreSQL has an index for that.
 *
 * <p>Rows are only moved, never changed, within one transaction each time.
 */
final class Sorting {
  /** Writers wait while so many are moved: about a tenth of a second. */
  private static final long ROWS_AT_ONCE = 250_000;

  private final Database database;

  /** By probe: the row number from which on rows may not have been moved yet. */
  private final Map<String, Long> done = new ConcurrentHashMap<>();

  Sorting(Database database) {
    this.database = database;
  }

  /**
   * Moves what came since the last call. The first call after a start only remembers where the
   * table ends, because moving all of it would take long and gain little.
   */
  void sort(KnownProbe probe) {
    if (database.dialect().isShared() || !probe.behaviour().isDescribed()) {
      return;
    }
    long end = end(probe);
    long from = done.getOrDefault(probe.name(), end);
    for (long begin = from; begin < end; begin += ROWS_AT_ONCE) {
      move(probe, begin, Math.min(end, begin + ROWS_AT_ONCE));
    }
    done.put(probe.name(), from < end ? end(probe) : end);
  }

  private long end(KnownProbe probe) {
    long[] end = {0};
    database.read(
        transaction -> {
          transaction.each(
              "SELECT coalesce(max(rowid), -1) + 1 FROM " + Layout.table(probe.layout().live()),
              row -> end[0] = row.getLong(1));
          return true;
        });
    return end[0];
  }

  private void move(KnownProbe probe, long begin, long end) {
    String live = Layout.table(probe.layout().live());
    String part = live + " WHERE rowid >= " + begin + " AND rowid < " + end;
    database.write(
        transaction -> {
          transaction.run(
              List.of(
                  "CREATE TEMPORARY TABLE moved AS SELECT * FROM "
                      + part
                      + " ORDER BY host, series, sample_time",
                  "DELETE FROM " + part,
                  "INSERT INTO " + live + " SELECT * FROM moved",
                  "DROP TABLE moved"));
          return true;
        });
  }
}
