// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.domestik.storage.schema.Schema;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FoldingTest {
  @Nested
  class DuckDb extends FoldingContract implements StoreUnderTest.OnDuckDb {
    @Override
    String rowNumber() {
      return "rowid";
    }
  }

  @Nested
  class Postgres extends FoldingContract implements StoreUnderTest.OnPostgres {
    /** As is asked every 15 seconds. */
    @Test
    void whoSpokeLastWhenIsFoundWithoutALookAtAllHours() {
      onTables(
          (database, folding) -> {
            fill(database, 50, 0, 100);
            database.change(it -> it.run("UPDATE domestik.ledger SET hour = accepted"));
            folding.run();
            fill(database, 0, 0, 100);
            database.change(it -> it.run("ANALYZE domestik.ledger, domestik.run"));
            assertThat(
                    plan(
                        database,
                        "SELECT host, max(last_sample) FROM domestik.ledger WHERE %s GROUP BY host"
                            .formatted(Schema.SAYS_LAST)))
                .contains("p_ledger");
            assertThat(
                    plan(database, "SELECT host, time FROM domestik.run WHERE " + Schema.IS_SLEEP))
                .contains("p_run");
          });
    }

    private static String plan(Database database, String sql) {
      return database.read(
          it -> String.join("\n", it.list("EXPLAIN " + sql, row -> row.getString(1))));
    }

    @Override
    String rowNumber() {
      return "ctid";
    }
  }

  @Nested
  class Citus extends FoldingContract implements StoreUnderTest.OnCitus {
    @Override
    String rowNumber() {
      return "ctid";
    }
  }
}
