// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.migration;

import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.storage.archive.Policies;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.schema.SchemaVersion;
import org.domestik.storage.sql.Database;

/** Brings a store to the schema of this version, forward and step by step. */
public final class Migrations {
  private final Database database;
  private final Catalog catalog;
  private final List<Step> steps;

  /** What a store lacks whose schema has a lower number. */
  private record Step(int number, Runnable work) {}

  public Migrations(Database database, Catalog catalog, Policies policies) {
    this.database = database;
    this.catalog = catalog;
    steps =
        List.of(
            new Step(2, new AddArchiveLedger(database, catalog)::fill),
            new Step(2, new AddHostPolicies(database, catalog)::fill),
            new Step(2, new AddBucketEnds(database, catalog, policies)::fill),
            new Step(2, new AddLedgerHours(database, catalog)::fill));
  }

  /**
   * Creates what a new store lacks, takes the steps that an old one needs and notes the number.
   *
   * @throws BadInput for a store of a newer version, before anything is changed
   */
  public void run() {
    int found = catalog.setUp();
    for (Step step : steps) {
      if (found < step.number()) {
        step.work().run();
      }
    }
    new AddTimeIndexes(database, catalog).fill(); // At each start: it costs a question.
    if (found < SchemaVersion.CURRENT) {
      // Last: whoever is killed before takes the steps again.
      database.changeAlone(SchemaVersion::set);
    }
  }
}
