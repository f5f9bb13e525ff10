// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.domestik.storage.Login;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.access.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a server needs of PostgreSQL, and what it makes there. */
class PostgresTablesTest extends Contract implements StoreUnderTest.OnPostgres {

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private StorageConfig as(String server, @Nullable Login reader) {
    return new StorageConfig(
        url.replaceAll("user=\\w+", "user=" + server),
        null,
        null,
        List.of(),
        ZoneId.of("UTC"),
        Duration.ofMinutes(10),
        List.of(),
        reader);
  }

  @Test
  void serverNeedsItsSchemaAndNothingElse() throws SQLException {
    storage.close();
    sql("DROP SCHEMA domestik CASCADE");
    sql("DROP ROLE IF EXISTS lean, lean_reader");
    sql("CREATE ROLE lean LOGIN");
    sql("CREATE ROLE lean_reader LOGIN");
    sql("CREATE SCHEMA domestik AUTHORIZATION lean"); // Else CREATE on the database for one start.
    sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    sql("REVOKE ALL ON DATABASE postgres FROM PUBLIC");
    sql("GRANT CONNECT, TEMPORARY ON DATABASE postgres TO lean");
    sql("GRANT CONNECT ON DATABASE postgres TO lean_reader");
    try {
      for (int start = 0; start < 2; start++) {
        storage = SqlStorage.open(as("lean", new Login("lean_reader", null)), clock);
        Instant from = NOW.minus(Duration.ofDays(3 - start));
        storage.describe(tracking());
        accept("here", tracked("p", from, Duration.ofMinutes(1), 100));
        // Late ones and repeats need temporary tables.
        accept("here", tracked("p", from.minusSeconds(30), Duration.ofMinutes(1), 50));
        accept("here", tracked("p", from, Duration.ofMinutes(1), 10));
        accept("gone", List.of(sample("load" + start, NOW, List.of(), "v", 1)));
        archive();
        purge();
        storage.check();
        storage.renameHost("here", "there");
        storage.renameHost("there", "here");
        storage.delete("gone");
        storage.access().add(new User("ada" + start, "admin", "hash", NOW, null));
        assertThat(storage.alerts().lead("lean", NOW, NOW.plusSeconds(1))).isTrue();
        assertThat(SqlStorage.upkeep(as("lean", null)))
            .first()
            .asString()
            .matches(
                "PostgreSQL has \\d+ MiB: live tables \\d+ and their indexes \\d+, archive \\d+");
        assertThat(storage.select("SELECT count(*) FROM domestik.probe_process_tracking", 1).rows())
            .hasSize(1);
        balances();
        storage.close();
      }
    } finally {
      sql("GRANT CONNECT, TEMPORARY ON DATABASE postgres TO PUBLIC");
      sql("DROP OWNED BY lean_reader, lean CASCADE");
      sql("DROP ROLE lean, lean_reader");
      open();
    }
  }

  @Test
  void newestRowsOfAllAreFoundByTime() throws SQLException {
    accept("here", tracked("p", NOW.minus(Duration.ofHours(9)), Duration.ofSeconds(1), 30_000));
    storage.rename("process_tracking", "other");
    accept("here", tracked("p", NOW, Duration.ofSeconds(1), 1));
    sql("DROP INDEX domestik.t_live_other"); // As a store from before schema 4 has none.
    sql("UPDATE domestik.version SET number = 3");
    reopen();
    sql("VACUUM ANALYZE domestik.live_other");
    List<List<Object>> plan = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "EXPLAIN SELECT * FROM domestik.live_other WHERE sample_time >= '%s'"
                    .formatted(NOW.minus(Duration.ofHours(1))))) {
      while (rows.next()) {
        plan.add(List.of(rows.getString(1)));
      }
    }
    assertThat(plan).anyMatch(line -> line.toString().contains("t_live_other"));
    assertThat(internals("SELECT indexname FROM pg_indexes WHERE indexname LIKE 't\\_live\\_%'"))
        .containsExactlyInAnyOrder(List.of("t_live_other"), List.of("t_live_process_tracking"));
  }
}
