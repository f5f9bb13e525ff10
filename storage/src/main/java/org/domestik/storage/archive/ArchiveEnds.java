// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;

/**
 * Until when a host's rows of a probe may be in the archive: what is later is live for sure, where
 * only this process writes to the database; else as far as this process knows. Safe for use by
 * several threads.
 */
public final class ArchiveEnds {
  private final Database database;
  private final Set<Integer> loaded = ConcurrentHashMap.newKeySet();
  private final Map<SeriesOwner, Long> ends = new ConcurrentHashMap<>();
  private final ArchiveFronts fronts = new ArchiveFronts();

  public ArchiveEnds(Database database) {
    this.database = database;
  }

  /** Where it is even sure that nothing before is live, too. */
  public ArchiveFronts fronts() {
    return fronts;
  }

  /**
   * Says that rows go into the archive; before they do.
   *
   * @param end exclusive, in microseconds
   */
  public void announce(KnownProbe probe, int host, long end) {
    ends.merge(new SeriesOwner(probe.id(), host), end, Math::max);
  }

  /** Says that a probe is new: nothing of it is in the archive. */
  public void begin(KnownProbe probe) {
    loaded.add(probe.id());
  }

  /** The end of the latest bucket there may be, in microseconds. */
  public long of(KnownProbe probe, int host) {
    if (!loaded.contains(probe.id())) {
      database.look(transaction -> load(transaction, probe));
    }
    return end(probe, host);
  }

  /** Likewise, within a transaction under way. */
  public long of(Transaction transaction, KnownProbe probe, int host) {
    if (!loaded.contains(probe.id())) {
      load(transaction, probe);
    }
    return end(probe, host);
  }

  /** The same, or later than any time as long as nobody has asked the database. */
  public long known(KnownProbe probe, int host) {
    return loaded.contains(probe.id()) ? end(probe, host) : Long.MAX_VALUE;
  }

  private void load(Transaction transaction, KnownProbe probe) {
    transaction.each(
        "SELECT host, max("
            + transaction.dialect().micros("bucket_end")
            + ") FROM "
            + Identifiers.table(probe.tables().buckets())
            + " GROUP BY host",
        row -> announce(probe, row.getInt(1), row.getLong(2)));
    loaded.add(probe.id()); // What was announced meanwhile is there already.
  }

  private long end(KnownProbe probe, int host) {
    return ends.getOrDefault(new SeriesOwner(probe.id(), host), Long.MIN_VALUE);
  }
}
