// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.schema;

import org.domestik.model.BadInput;
import org.domestik.storage.sql.Transaction;

/**
 * The number of the schema a store has. It goes up with each change that an older version of the
 * product would misread.
 */
public final class SchemaVersion {
  /** Before 2, stores had no number. */
  public static final int CURRENT = 4;

  private SchemaVersion() {}

  /**
   * The version of the store; 0 if it has none, as it is new or from before there were numbers.
   *
   * @throws BadInput for a newer one than this product knows
   */
  public static int check(Transaction transaction) {
    Schema.createVersion(transaction); // To look for a column takes long where many are.
    Integer number = transaction.first("SELECT number FROM domestik.version", row -> row.getInt(1));
    int found = number == null ? 0 : number;
    if (found > CURRENT) {
      throw new BadInput(
          "the store has schema "
              + found
              + ", and this version of Domestik knows schemas up to "
              + CURRENT
              + ": a newer version used it last; start that one");
    }
    return found;
  }

  /** Notes that the store has the current one. */
  public static void set(Transaction transaction) {
    check(transaction);
    transaction.run("DELETE FROM domestik.version");
    transaction.execute("INSERT INTO domestik.version VALUES (?)", CURRENT);
  }
}
