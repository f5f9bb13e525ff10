// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.migration;

import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.sql.Database;

/** Lets live tables from before schema 4 be searched by time. */
final class AddTimeIndexes {
  private final Database database;
  private final Catalog catalog;

  AddTimeIndexes(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /** Does so for each probe in a transaction of its own: all rows of its table are read. */
  void fill() {
    for (KnownProbe probe : catalog.described()) {
      database.change(
          transaction -> transaction.run(database.dialect().timeIndex(probe.tables().live())));
    }
  }
}
