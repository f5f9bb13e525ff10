// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.util.List;
import java.util.Set;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** What spreads tables over the workers of Citus; see {@link Spreading} for whether it does. */
final class CitusStatements {
  /** All tables of hosts in one group: rows of one host are on one worker, whatever their table. */
  static final String FIRST = "domestik.ledger";

  /**
   * After BEGIN: one connection for each worker. All statements see what those before did there,
   * and one snapshot of it; rows and tables may change in one transaction. Elsewhere these settings
   * have no meaning.
   */
  static final String IN_TURN =
      "; SET LOCAL citus.multi_shard_modify_mode = 'sequential'"
          + "; SET LOCAL citus.max_adaptive_executor_pool_size = 1";

  /** Which tables {@code c} workers read by the rights of who asks, when he reads a view. */
  static final String BEHIND_VIEWS = "c.relname = 'host' OR c.relname ~ '^(live|buckets|series)_'";

  private CitusStatements() {}

  /** The tables whose views their readers must be let at, too; none where no worker is. */
  static Set<String> readByWorkers(Transaction transaction) {
    return transaction.dialect().isDistributed()
        ? Set.copyOf(
            transaction.list(
                """
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'domestik' AND c.relkind = 'r' AND (%s)
                """
                    .formatted(BEHIND_VIEWS),
                row -> row.getString(1)))
        : Set.of();
  }

  /** Parts a table by its column {@code host}; {@code shards} null: in as many as Citus is set. */
  static List<String> byHost(String table, @Nullable Integer shards) {
    String name = Identifiers.table(table);
    String group =
        name.equals(Identifiers.table("ledger"))
            ? "'none'" + (shards == null ? "" : ", shard_count => " + shards)
            : "'" + FIRST + "'"; // As many as that one has.
    return List.of(
        once(
            name,
            "create_distributed_table('%s', 'host', colocate_with => %s)".formatted(name, group)));
  }

  /** Gives every worker a copy of a table. */
  static List<String> everywhere(String table) {
    String name = Identifiers.table(table);
    return List.of(once(name, "create_reference_table('%s')".formatted(name)));
  }

  private static String once(String name, String work) {
    return """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = '%s'::regclass) THEN
            SET LOCAL client_min_messages = 'warning';
            PERFORM %s;
          END IF;
        END $$
        """
        .formatted(name, work);
  }
}
