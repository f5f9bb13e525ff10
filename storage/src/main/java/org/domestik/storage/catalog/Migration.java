// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Brings one probe's tables and its description in the database to a newer state. */
final class Migration {
  private final Transaction transaction;

  Migration(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Does so within the transaction; {@code old} is null for a new probe. */
  void apply(@Nullable KnownProbe old, KnownProbe widened) {
    switch (widened.kind()) {
      case ProbeKind.Described _ -> applyTables(old, widened);
      case HandWritten written -> written.createTables(transaction);
    }
    String text = DescriptionText.write(widened.description());
    String operator = widened.operator() == null ? null : DescriptionText.write(widened.operator());
    if (old == null) {
      transaction.execute(
          "INSERT INTO domestik.probe (id, name, description, operator) VALUES (?, ?, ?, ?)",
          widened.id(),
          widened.name(),
          text,
          operator);
    } else {
      transaction.execute(
          "UPDATE domestik.probe SET description = ?, operator = ? WHERE id = ?",
          text,
          operator,
          widened.id());
    }
  }

  private void applyTables(@Nullable KnownProbe old, KnownProbe widened) {
    // PostgreSQL changes no column a view reads, and neither store extends a view in its middle.
    if (old == null) {
      transaction.run(widened.tables().statements().create(transaction.dialect()));
    } else {
      transaction.run(old.tables().statements().dropViews());
      transaction.run(
          old.tables().statements().alter(widened.description(), transaction.dialect()));
    }
    transaction.run(widened.tables().statements().createViews());
  }
}
