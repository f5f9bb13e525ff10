// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.migration;

import org.domestik.storage.books.ArchiveLedger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;

/** Begins the ledger of the archive in a store from before there was one. */
final class AddArchiveLedger {
  private final Database database;
  private final Catalog catalog;

  AddArchiveLedger(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /** Does so for each probe that has none yet, in one transaction. */
  void fill() {
    database.change(
        transaction -> {
          for (KnownProbe probe : catalog.described()) {
            String buckets = Identifiers.table(probe.tables().buckets());
            new ArchiveLedger(transaction, probe.name()).begin(buckets);
          }
        });
  }
}
