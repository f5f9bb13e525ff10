// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.merge;

import java.util.ArrayList;
import java.util.List;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.Arrival;
import org.domestik.storage.batch.JournaledRows;
import org.domestik.storage.batch.JournaledTable;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Transaction;

/**
 * The rows of one probe that come into its live table in one transaction.
 *
 * <p>What is new for sure is added without a look. It is later than all before it, so it does not
 * matter that it is added before the others, however they came.
 */
public final class LiveRows {
  private final KnownProbe probe;
  private final List<Arrival> sure = new ArrayList<>();
  private final List<Arrival> late = new ArrayList<>();

  public LiveRows(KnownProbe probe) {
    this.probe = probe;
  }

  public void add(Arrival arrival) {
    (arrival.isNew ? sure : late).add(arrival);
  }

  /**
   * Adds them, and books what is added.
   *
   * @param isCounted whether what each arrival brought is to be noted
   */
  public void write(
      Transaction transaction, ArchiveEnds ends, boolean isCounted, Ledger ledger, long now) {
    if (!sure.isEmpty()) {
      for (Arrival arrival : sure) {
        JournaledRows rows = arrival.rows;
        ledger.accepted(rows.host(), probe.id(), rows.count(), rows.micros(), now);
        arrival.brought = true;
      }
      transaction.insert(probe.tables().live(), JournaledTable.of(probe, sure));
    }
    if (!late.isEmpty()) {
      new LateRows(transaction, probe, late).write(ends, isCounted, ledger, now);
    }
  }
}
