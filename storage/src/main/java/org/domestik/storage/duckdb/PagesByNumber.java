// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowPages;
import org.domestik.storage.sql.Transaction;

/** Pages by the number that DuckDB gives each row: an answer in one piece would be in memory. */
final class PagesByNumber implements RowPages {
  private final Transaction transaction;
  private final String select;
  private final long size;
  private final long end;
  private long next;

  /**
   * Of a table of the schema.
   *
   * @param columns what is selected
   * @param size how many rows a page has at most; positive
   */
  PagesByNumber(Transaction transaction, String table, String columns, int size) {
    this.transaction = transaction;
    this.size = size;
    String from = " FROM " + Identifiers.table(table);
    select = "SELECT " + columns + from + " WHERE rowid >= ? AND rowid < ?";
    end =
        transaction.one(
            "SELECT coalesce(max(rowid), CAST(-1 AS BIGINT)) + 1" + from, row -> row.getLong(1));
  }

  @Override
  public boolean next(Transaction.RowReader reader) {
    if (next >= end) {
      return false;
    }
    transaction.each(select, reader, next, next + size);
    next += size;
    return true;
  }

  @Override
  public void close() {
    // Nothing is held between two pages.
  }
}
