// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import org.domestik.model.BadInput;
import org.domestik.storage.Distribution;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store's tables are spread over the workers of Citus. That is settled when they are
 * created: a store that has data stays as it is.
 */
final class Spreading {
  private static final String NEW_STORE =
      "; ./domestik migrate takes all it has into an empty database, see docs/scale.md";

  private final Transaction transaction;
  private final Distribution distribution;

  Spreading(Transaction transaction, Distribution distribution) {
    this.transaction = transaction;
    this.distribution = distribution;
  }

  /**
   * Finds out, before the tables of a new store are created.
   *
   * @throws BadInput where it is not what is wanted, naming the key
   */
  boolean isWanted() {
    if (!transaction.any("SELECT FROM pg_extension WHERE extname = 'citus'")) {
      refuse("the database has no extension citus: CREATE EXTENSION citus, on each node");
      return false;
    }
    Integer parts = parts();
    if (parts != null) {
      if (Boolean.FALSE.equals(distribution.wanted())) {
        throw new BadInput("distribute: the store's tables are on workers already" + NEW_STORE);
      }
      tell(parts);
      return true;
    }
    if (workers() == 0) {
      refuse(
          "Citus has no worker: SELECT citus_add_node('worker', 5432), on the coordinator,"
              + " before the store is created");
      return false;
    }
    if (Boolean.FALSE.equals(distribution.wanted())) {
      return false;
    }
    if (hasData()) {
      String why = "the store was created on the coordinator alone, and has data" + NEW_STORE;
      refuse(why);
      Log.LOGGER.info(() -> "tables are not spread over the workers of Citus: " + why);
      return false;
    }
    Integer shards = distribution.shards();
    tell(shards == null ? number("SELECT current_setting('citus.shard_count')::int") : shards);
    return true;
  }

  private void refuse(String why) {
    if (Boolean.TRUE.equals(distribution.wanted())) {
      throw new BadInput("distribute: " + why);
    }
  }

  /** In how many parts the tables are; null: they are not spread. */
  private @Nullable Integer parts() {
    int parts =
        number(
            "SELECT count(*) FROM pg_dist_shard WHERE logicalrelid = to_regclass('%s')"
                .formatted(CitusStatements.FIRST));
    return parts == 0 ? null : parts;
  }

  private int workers() {
    return number("SELECT count(*) FROM pg_dist_node WHERE noderole = 'primary' AND groupid > 0");
  }

  private boolean hasData() {
    return transaction.any("SELECT FROM pg_class WHERE oid = to_regclass('domestik.host')")
        && (transaction.any("SELECT FROM domestik.host LIMIT 1")
            || transaction.any("SELECT FROM domestik.probe LIMIT 1"));
  }

  private int number(String sql) {
    return transaction.one(sql, row -> row.getInt(1));
  }

  private void tell(int parts) {
    int workers = workers();
    Log.LOGGER.info(
        () -> "tables are spread by host in %s parts over %s workers".formatted(parts, workers));
    Integer shards = distribution.shards();
    if (shards != null && shards != parts) {
      Log.LOGGER.warning(
          () ->
              "shards: the tables were made of %s parts; SELECT alter_distributed_table('%s',"
                      .formatted(parts, CitusStatements.FIRST)
                  + " shard_count := %s, cascade_to_colocated := true) divides them anew"
                      .formatted(shards));
    }
  }
}
