// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may ask in SQL. */
abstract class SelectContract extends Contract {
  @BeforeEach
  void fill() {
    accept("here", tracked("p", NOW.minusSeconds(600), Duration.ofMinutes(1), 10));
  }

  @Test
  void moreRowsThanAskedForAreCutOff() {
    Table table =
        storage.select("SELECT data FROM domestik.probe_process_tracking ORDER BY 1; ", 3);
    assertThat(table.columns()).containsExactly("data");
    assertThat(table.rows()).hasSize(3).first().isEqualTo(java.util.List.of(400L));
    assertThat(table.truncated()).isTrue();
    assertThat(storage.select("SELECT 1 -- one", 3).truncated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM domestik.host",
        "DROP VIEW domestik.probe_process_tracking",
        "SELECT 1; DROP VIEW domestik.probe_process_tracking",
        "SELECT 1) x; DELETE FROM domestik.host; SELECT * FROM (SELECT 1",
        "COMMIT",
        "ROLLBACK; DELETE FROM domestik.host",
        "WITH d AS (DELETE FROM domestik.host RETURNING id) SELECT * FROM d",
        "INSERT INTO domestik.host SELECT 9, 'x', NULL",
        "SET lock_configuration = false",
        "ATTACH '/tmp/other.duckdb'",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT set_config('role', 'none', true), query_to_xml('SELECT 1', true, false, '')",
        "SELECT set_config('role', 'none', true), U&\"pg_read_file\"('/etc/passwd')",
        "SELECT nothing FROM domestik.host",
        "selct",
        ""
      })
  void anythingButOneSelectOfTheDataIsRefused(String sql) {
    assertThatThrownBy(() -> storage.select(sql, 10)).isInstanceOf(BadInput.class);
    assertThat(storage.select("SELECT * FROM domestik.host", 10).rows()).hasSize(1);
    assertThat(storage.select("SELECT * FROM domestik.probe_process_tracking", 99).rows())
        .hasSize(10);
  }
}
