// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.migration;

import java.util.List;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.sql.Database;

/**
 * Lets live tables be searched by time that cannot be yet: those from before schema 4, and those
 * that a server of that time made since, which was still running.
 */
final class AddTimeIndexes {
  private final Database database;
  private final Catalog catalog;

  AddTimeIndexes(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /** Does so for each probe in a transaction of its own: all rows of its table are read. */
  void fill() {
    List<String> tables = catalog.described().stream().map(it -> it.tables().live()).toList();
    for (String table :
        database.read(transaction -> database.dialect().withoutTimeIndex(transaction, tables))) {
      database.change(transaction -> transaction.run(database.dialect().timeIndex(table)));
    }
  }
}
