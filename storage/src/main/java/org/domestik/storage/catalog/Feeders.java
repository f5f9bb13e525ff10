// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A host's standing among those that feed a probe.
 *
 * @param leads whether it came before all others that are not retired, or nobody came yet
 * @param other the first of the others; null if there is none
 */
record Feeders(boolean leads, @Nullable Integer other) {
  /** For what is tried out only: whatever the host says would be taken. */
  static final Feeders NOBODY = new Feeders(true, null);

  /** Whether what it says concerns its own rows alone. */
  boolean alone() {
    return other == null;
  }

  /**
   * The standing of a host as the database has it.
   *
   * @param host its number; null if it has none yet
   */
  static Feeders of(Transaction transaction, KnownProbe probe, @Nullable Integer host) {
    // In the order of the series' numbers, which is that of their coming.
    String table =
        switch (probe.kind()) {
          case ProbeKind.Described _ -> Identifiers.table(probe.tables().series()) + " f";
          case HandWritten _ ->
              "(SELECT host, host AS series FROM domestik.ledger WHERE probe = %s) f"
                  .formatted(probe.id());
        };
    Integer first =
        first(
            transaction, table + " JOIN domestik.host h ON h.id = f.host WHERE h.retired IS NULL");
    Integer other = first(transaction, table + " WHERE f.host <> " + (host == null ? -1 : host));
    return new Feeders(first == null || first.equals(host), other);
  }

  private static @Nullable Integer first(Transaction transaction, String from) {
    return transaction.first(
        "SELECT f.host FROM " + from + " ORDER BY f.series LIMIT 1", row -> row.getInt(1));
  }
}
