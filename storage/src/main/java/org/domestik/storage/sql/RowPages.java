// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

/**
 * The rows of a table, page by page and in no order, within the transaction it was opened in.
 * Belongs to one thread.
 */
public interface RowPages extends AutoCloseable {
  /**
   * Passes the rows of the next page to a reader; a page may have none.
   *
   * @return false when there was no page left
   */
  boolean next(Transaction.RowReader reader);

  @Override
  void close();
}
