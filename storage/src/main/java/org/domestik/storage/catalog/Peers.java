// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.Map;
import java.util.Set;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.sql.Transaction;

/** Other servers of one database, which may change what this one keeps in memory. */
enum Peers {
  NONE,

  SOME {
    @Override
    boolean changed(Transaction transaction, long epoch) {
      return CatalogReader.epoch(transaction) != epoch;
    }

    @Override
    Map<SeriesKey, SeriesEntry> numbered(
        Transaction transaction, CatalogReader reader, KnownProbe probe, Set<SeriesKey> keys) {
      return reader.series(transaction, probe, keys);
    }
  };

  /** Whether they changed hosts, probes or series since. */
  boolean changed(Transaction transaction, long epoch) {
    return false;
  }

  /** Which of these keys they gave a number. */
  Map<SeriesKey, SeriesEntry> numbered(
      Transaction transaction, CatalogReader reader, KnownProbe probe, Set<SeriesKey> keys) {
    return Map.of();
  }
}
