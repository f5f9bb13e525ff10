// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.domestik.storage.Acceptance;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * A record of the journal that is not in the tables yet.
 *
 * @param isNew whether all its batches and rows are new for sure
 * @param doubted the series of all rows that may be there already; none if it is new
 * @param answers who waits to hear what was stored of it; null: nobody
 */
public record UnappliedRecord(
    Journal.Entry entry,
    boolean isNew,
    List<SeriesEntry> doubted,
    @Nullable CompletableFuture<List<Acceptance>> answers) {
  /** The same, of which some rows may have got into the tables. */
  UnappliedRecord again() {
    return new UnappliedRecord(entry, false, doubted, answers);
  }
}
