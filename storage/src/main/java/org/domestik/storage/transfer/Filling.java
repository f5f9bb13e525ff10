// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.transfer;

import java.util.HashSet;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Transaction;

/**
 * What a store that is being filled knows of it: from what, and which of its tables have all rows.
 * The table is there until the end, and no server starts on a store that has it.
 */
public final class Filling {
  static final String TABLE = "filling";

  private static final String OF = "books ";

  private final Database database;

  Filling(Database database) {
    this.database = database;
  }

  /** Throws {@link BadInput} where a store has only a part of what it is to have. */
  public static void check(Database database) {
    if (database.read(transaction -> Schema.has(transaction, TABLE))) {
      throw new BadInput(
          "the store has a part of another one only, as a migration did not end: run it again, or"
              + " empty this store");
    }
  }

  /**
   * Begins, or goes on with what a killed one began.
   *
   * @param books what the other store has in its books, in one line
   * @return the tables that are complete
   * @throws BadInput where this store has data of its own, or of other books
   */
  Set<String> begin(String books) {
    return database.write(
        transaction -> {
          if (!Schema.has(transaction, TABLE)) {
            refuseData(transaction);
            transaction.run("CREATE TABLE domestik.filling (name TEXT NOT NULL)");
            add(transaction, OF + books);
            return Set.of();
          }
          Set<String> names =
              new HashSet<>(
                  transaction.list("SELECT name FROM domestik.filling", row -> row.getString(1)));
          if (!names.remove(OF + books)) {
            throw new BadInput(
                "the store has a part of another one, or of what that one was before something"
                    + " changed there: empty this store and begin anew");
          }
          return names;
        });
  }

  private static void refuseData(Transaction transaction) {
    if (transaction.any("SELECT 1 FROM domestik.host")
        || transaction.any("SELECT 1 FROM domestik.probe")) {
      throw new BadInput(
          "the store that is to be filled has hosts or probes of its own: name an empty one");
    }
    if (transaction.any("SELECT 1 FROM domestik.access_user")
        || transaction.any("SELECT 1 FROM domestik.access_token")) {
      throw new BadInput(
          "the store that is to be filled has users or tokens of its own, which would go: remove"
              + " them, or name an empty one");
    }
  }

  private static void add(Transaction transaction, String name) {
    transaction.execute("INSERT INTO domestik.filling VALUES (?)", name);
  }

  void done(String table) {
    database.change(transaction -> add(transaction, table));
  }

  /** From here on it is a store like any other. */
  public static void end(Database database) {
    database.change(transaction -> transaction.run("DROP TABLE domestik.filling"));
  }
}
