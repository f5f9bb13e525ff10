// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowPages;
import org.domestik.storage.sql.Transaction;

/** Pages of a cursor: the driver would take an answer into memory in one piece. */
final class PagesByCursor implements RowPages {
  private final Transaction transaction;
  private final String cursor;
  private final String fetch;
  private boolean over;

  /**
   * Of a table of the schema; one of a table at a time.
   *
   * @param columns what is selected
   * @param size how many rows a page has at most; positive
   */
  PagesByCursor(Transaction transaction, String table, String columns, int size) {
    this.transaction = transaction;
    // By the table's name: the driver takes the same text for the same columns.
    cursor = Identifiers.quoted(table);
    fetch = "FETCH FORWARD " + size + " FROM " + cursor;
    transaction.run(
        "DECLARE %s NO SCROLL CURSOR FOR SELECT %s FROM %s"
            .formatted(cursor, columns, Identifiers.table(table)));
  }

  @Override
  public boolean next(Transaction.RowReader reader) {
    if (over) {
      return false;
    }
    long[] rows = {0};
    transaction.each(
        fetch,
        row -> {
          rows[0]++;
          reader.read(row);
        });
    over = rows[0] == 0;
    return !over;
  }

  @Override
  public void close() {
    transaction.run("CLOSE " + cursor);
  }
}
