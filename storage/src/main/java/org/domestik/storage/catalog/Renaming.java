// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;

/** Gives one probe's tables, and what else goes by its name, another name. */
final class Renaming {
  private final Transaction transaction;

  Renaming(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Does so within the transaction; the columns stay as they are. */
  void apply(KnownProbe old, KnownProbe renamed) {
    ProbeTables from = old.tables();
    ProbeTables to = renamed.tables();
    transaction.run(from.statements().dropViews());
    rename(from.live(), to.live());
    rename(from.buckets(), to.buckets());
    rename(from.series(), to.series());
    transaction.run(to.statements().createViews());
    transaction.execute(
        "UPDATE domestik.probe SET name = ?, description = ?, operator = NULL WHERE id = ?",
        renamed.name(),
        DescriptionText.write(renamed.description()),
        renamed.id());
  }

  private void rename(String table, String other) {
    transaction.run(
        "ALTER TABLE " + Identifiers.table(table) + " RENAME TO " + Identifiers.quoted(other));
    transaction.run(transaction.dialect().rename(table, other));
  }
}
