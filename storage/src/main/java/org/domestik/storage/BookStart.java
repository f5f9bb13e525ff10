// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

/** Begins the book of the archive in a store from before there was one. */
final class BookStart {
  private final Database database;
  private final Catalog catalog;

  BookStart(Database database, Catalog catalog) {
    this.database = database;
    this.catalog = catalog;
  }

  /** Does so for each probe that has none yet, in one transaction. */
  void fill() {
    database.write(
        transaction -> {
          for (KnownProbe probe : catalog.probes()) {
            if (probe.isDescribed()) {
              String buckets = Identifiers.table(probe.layout().buckets());
              new Book(transaction, probe.name()).begin(buckets);
            }
          }
          return true;
        });
  }
}
