// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.PreparedRows;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Transaction;

/**
 * The rows of one probe that come into its live table in one transaction.
 *
 * <p>What is new for sure is added without a look, and before the others: what came of the same
 * places came later, or the first of it would not have been new for sure.
 */
public final class LiveRows {
  private final KnownProbe probe;
  private final List<PreparedSample> sure = new ArrayList<>();
  private final List<PreparedSample> late = new ArrayList<>();

  public LiveRows(KnownProbe probe) {
    this.probe = probe;
  }

  public void add(PreparedSample sample) {
    (sample.isNew() ? sure : late).add(sample);
  }

  /** All of them, in no order. */
  public Stream<PreparedSample> samples() {
    return Stream.concat(sure.stream(), late.stream());
  }

  /**
   * Adds them, and books what is added.
   *
   * @param isCounted whether what each sample brought is to be noted
   */
  public void write(
      Transaction transaction, ArchiveEnds ends, boolean isCounted, Ledger ledger, long now) {
    if (!sure.isEmpty()) {
      for (PreparedSample sample : sure) {
        ledger.accepted(sample.host(), probe.id(), sample.count(), sample.micros(), now);
        sample.bring();
      }
      transaction.insert(probe.tables().live(), PreparedRows.of(probe, sure));
    }
    if (!late.isEmpty()) {
      new LateRows(transaction, probe, late).write(ends, isCounted, ledger, now);
    }
  }
}
