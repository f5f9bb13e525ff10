// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.migration;

import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;

/**
 * Gives hours to the ledger of a store from before it had them.
 *
 * <p>What is live then is what will have to be live from then on. What was lost before shows in the
 * sums still, without an hour.
 */
final class AddLedgerHours {
  private final Database database;
  private final Catalog catalog;

  AddLedgerHours(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /** Does so where it was not done yet, in one transaction. */
  void fill() {
    if (!database.read(AddLedgerHours::isMissing)) {
      return;
    }
    database.changeAlone(
        transaction -> {
          if (isMissing(transaction)) { // Else another server was faster.
            transaction.run("ALTER TABLE domestik.ledger ADD COLUMN hour INTEGER");
            for (KnownProbe probe : catalog.described()) {
              String rows = Identifiers.table(probe.tables().live()) + " l";
              Ledger.move(transaction, probe.name(), rows, "count(*)", false);
            }
          }
        });
  }

  private static boolean isMissing(Transaction transaction) {
    return Schema.lacks(transaction, "ledger", "hour");
  }
}
