// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.storage.Distribution;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Login;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.junit.jupiter.api.Test;

/** What is particular to a store that several servers and readers share. */
class PostgresStoreTest extends Contract implements StoreUnderTest.OnPostgres {

  private StorageConfig granting(String role) {
    return new StorageConfig(
        url, null, null, List.of(role), ZoneId.of("UTC"), Duration.ofMinutes(10), List.of());
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void grantedRoleReadsWhatThereIsAndWillBe() throws SQLException {
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 1));
    sql("CREATE ROLE www LOGIN");
    storage.close();
    storage = SqlStorage.open(granting("www"), clock);
    accept("here", List.of(sample("later", NOW, List.of(), "v", 1)));
    try (Connection connection =
            DriverManager.getConnection(url.replaceAll("user=\\w+", "user=www"));
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT * FROM domestik.probe_process_tracking");
      statement.executeQuery("SELECT * FROM domestik.probe_later_archive");
      assertThatThrownBy(() -> statement.execute("DELETE FROM domestik.live_later"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void settingsThatMayLoseWhatWasAcknowledgedAreTold() {
    StorageConfig careless =
        new StorageConfig(
            url + "&options=-c%20synchronous_commit=off",
            null,
            null,
            List.of(),
            ZoneId.of("UTC"),
            Duration.ofMinutes(10),
            List.of());
    assertThat(SqlStorage.risks(careless))
        .hasEntrySatisfying(
            "PostgreSQL's synchronous_commit is off: when its machine fails, samples may be lost"
                + " that were acknowledged",
            cure -> assertThat(cure).contains("ALTER SYSTEM SET synchronous_commit = on"));
  }

  @Test
  void grantedRoleReadsTheViewsOnly() throws SQLException {
    sql("DROP ROLE IF EXISTS narrow");
    sql("CREATE ROLE narrow LOGIN");
    // What an earlier version granted.
    sql("GRANT SELECT ON ALL TABLES IN SCHEMA domestik TO narrow");
    sql("ALTER DEFAULT PRIVILEGES IN SCHEMA domestik GRANT SELECT ON TABLES TO narrow");
    storage.close();
    storage = SqlStorage.open(granting("narrow"), clock);
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 1));
    try (Connection connection =
            DriverManager.getConnection(url.replaceAll("user=\\w+", "user=narrow"));
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT * FROM domestik.probe_process_tracking");
      for (String table : List.of("delivery", "reader", "host", "live_process_tracking")) {
        assertThatThrownBy(() -> statement.execute("SELECT * FROM domestik." + table))
            .hasMessageContaining("permission denied");
      }
    } finally {
      sql("DROP OWNED BY narrow");
      sql("DROP ROLE narrow");
    }
  }

  private Storage as(String server, Login reader) {
    return SqlStorage.open(
        new StorageConfig(
            url.replaceAll("user=\\w+", "user=" + server),
            null,
            null,
            List.of(),
            ZoneId.of("UTC"),
            Duration.ofMinutes(10),
            List.of(),
            reader),
        clock);
  }

  @Test
  void sqlNeedsARoleThatMayReadTheViewsOnly() throws SQLException {
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 1));
    String question = "SELECT count(*) FROM domestik.probe_process_tracking";
    storage.close();
    String superuser = "postgres";
    sql("DROP ROLE IF EXISTS plain_reader");
    sql("CREATE ROLE plain_reader LOGIN PASSWORD 'x'");
    storage = as(superuser, new Login("plain_reader", "x"));
    assertThat(storage.select(question, 1).rows()).containsExactly(List.of(1L));
    storage.close();
    sql("GRANT pg_read_all_data TO plain_reader");
    storage = as(superuser, new Login("plain_reader", "x"));
    assertRefused(question, "is a member of another role");
    sql("REVOKE pg_read_all_data FROM plain_reader");
    sql("GRANT SELECT ON domestik.delivery TO plain_reader");
    assertRefused(question, "may do more with the tables of domestik");
    storage.close();
    storage = as(superuser, new Login(superuser, null));
    assertRefused(question, "has rights of an administrator");
    sql("DROP OWNED BY plain_reader");
    sql("DROP ROLE plain_reader");
  }

  @Test
  void ownerThatMayCreateNoRoleIsToldTheCure() throws SQLException {
    storage.close();
    sql("DROP SCHEMA domestik CASCADE");
    sql("DROP ROLE IF EXISTS plain_owner");
    sql("CREATE ROLE plain_owner LOGIN");
    sql("GRANT CREATE ON DATABASE postgres TO plain_owner");
    storage = as("plain_owner", null);
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 1));
    assertRefused("SELECT 1", "CREATE ROLE domestik_reader LOGIN");
    storage.close();
    sql("DROP OWNED BY plain_owner CASCADE");
    sql("DROP ROLE plain_owner");
    open();
  }

  private void assertRefused(String question, String why) {
    assertThatThrownBy(() -> storage.select(question, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("sql is not answered")
        .hasMessageContaining(why);
  }

  @Test
  void unknownRoleIsAnErrorAtStart() {
    assertThatThrownBy(() -> SqlStorage.open(granting("nobody_here"), clock))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no role \"nobody_here\"");
  }

  @Test
  void storeThatCannotBeSpreadIsAnErrorAtStart() {
    storage.close();
    url = freshUrl(folder);
    StorageConfig spread = CitusStoreTest.spread(url, new Distribution(true, null));
    assertThatThrownBy(() -> SqlStorage.open(spread, clock))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("distribute: the database has no extension citus");
    StorageConfig file =
        CitusStoreTest.spread("duckdb:" + folder.resolve("x.duckdb"), new Distribution(true, null));
    assertThatThrownBy(() -> SqlStorage.open(file, clock))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("distribute: DuckDB is one file");
    storage = SqlStorage.open(config(), clock);
  }

  @Test
  void storeThatIsDownOpensAndSaysSo() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String down = "jdbc:postgresql://127.0.0.1:" + port + "/none";
    // Each of these would wait for seconds if it asked the pool.
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          try (Storage later = SqlStorage.open(StorageConfig.of(down), clock)) {
            for (int i = 0; i < 5; i++) {
              assertThatThrownBy(later::check)
                  .isInstanceOf(StorageUnavailable.class)
                  .hasMessageContaining("refused");
            }
          }
        });
  }

  @Test
  void checkFailsWhileNothingCanBeStored() throws SQLException {
    storage.close();
    sql(
        "DO $$ BEGIN IF NOT EXISTS (SELECT * FROM pg_roles WHERE rolname = 'writer') THEN CREATE"
            + " ROLE writer LOGIN; END IF; END $$");
    sql("GRANT CREATE ON DATABASE postgres TO writer");
    sql("DROP SCHEMA domestik CASCADE"); // So that it is the writer's.
    storage = SqlStorage.open(StorageConfig.of(url.replaceAll("user=\\w+", "user=writer")), clock);
    accept("here", List.of(sample("p", NOW, List.of(), "v", 1)));
    storage.check();

    sql("REVOKE INSERT ON domestik.ledger FROM writer");
    assertUnavailable("permission denied for table ledger");
    sql("GRANT INSERT ON domestik.ledger TO writer");
    sql("REVOKE ALL ON domestik.live_p FROM writer");
    assertUnavailable("permission denied for table live_p");
    sql("GRANT ALL ON domestik.live_p TO writer");
    storage.check();

    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String table : List.of("live_p", "ledger", "delivery")) {
        statement.execute("LOCK TABLE domestik." + table + " IN ACCESS EXCLUSIVE MODE");
        assertUnavailable("lock timeout");
        connection.rollback();
        storage.check();
      }
    }

    sql("ALTER ROLE writer SET default_transaction_read_only = on");
    String newSessions =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'writer'";
    try {
      sql(newSessions);
      assertUnavailable("read-only transaction");
    } finally {
      sql("ALTER ROLE writer RESET default_transaction_read_only");
      sql(newSessions);
    }
    sql("DROP SCHEMA domestik CASCADE");
    assertUnavailable("does not exist");
  }

  /** Connections that the database ended may be noticed first. */
  private void assertUnavailable(String words) {
    List<String> heard = new ArrayList<>();
    for (int attempt = 0; attempt < 12; attempt++) {
      try {
        storage.check();
        heard.add("ok");
      } catch (StorageUnavailable e) {
        heard.add(String.valueOf(e.getMessage()));
        if (heard.getLast().contains(words)) {
          return;
        }
      }
    }
    assertThat(heard).anyMatch(it -> it.contains(words));
  }

  @Test
  void twoServersLoseAndDoubleNothing() throws Exception {
    try (Storage other = SqlStorage.open(config(), clock);
        var threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Integer>> work = new ArrayList<>();
      List<Storage> servers = List.of(storage, other);
      for (int sender = 0; sender < 4; sender++) {
        // Two senders deliver the same batches, each to another server: a retry that crossed.
        String host = "host" + sender / 2;
        Storage server = servers.get(sender % 2);
        work.add(
            () -> {
              int accepted = 0;
              for (int i = 0; i < 60; i++) {
                Sample old =
                    sample(
                        "p" + i % 3,
                        NOW.minus(Duration.ofHours(100 - i)),
                        List.of("k" + i % 5),
                        "v" + i / 20,
                        i + 0.5 * (i % 2));
                Sample young =
                    sample("p" + i % 3, NOW.minusSeconds(i), List.of("k" + i % 5), "v", i);
                accepted += server.accept(delivered(host, i, old, young)).accepted();
              }
              return accepted;
            });
      }
      for (Storage server : servers) {
        work.add(
            () -> {
              for (int i = 0; i < 15; i++) {
                server.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
                server.lifeCycle().purge(LifeCycle.Scope.ALL, NOW, step -> {});
              }
              return 0;
            });
      }
      int accepted = 0;
      for (var result : threads.invokeAll(work)) {
        accepted += result.get();
      }
      assertThat(accepted).isEqualTo(2 * 60 * 2);
      assertThat(balances().stream().mapToLong(LifeCycle.Balance::accepted).sum())
          .isEqualTo(accepted);
      archive();
      assertThat(balances().stream().mapToLong(LifeCycle.Balance::archived).sum())
          .isGreaterThan(100);
    }
  }

  @Test
  void rowsThatReachTwoServersAreKeptOnce() {
    Duration minute = Duration.ofMinutes(1);
    Instant from = NOW.minus(Duration.ofMinutes(40));
    accept("here", tracked("p", from, minute, 10));
    try (Storage other = SqlStorage.open(config(), clock)) {
      Sample[] all = tracked("p", from, minute, 20).toArray(Sample[]::new);
      assertThat(other.accept(batch("here", all)).accepted()).isEqualTo(10);
      // This server knows of ten only, and finds out in the middle of its transaction.
      assertThat(storage.accept(batch("here", all)).accepted()).isZero();
      accept("here", tracked("p", from, minute, 25));
      assertThat(
              other
                  .accept(batch("here", tracked("p", from, minute, 30).toArray(Sample[]::new)))
                  .accepted())
          .isEqualTo(5);
    }
    assertThat(balance().accepted()).isEqualTo(30);
  }

  @Test
  void valuesOfOneRowThatReachTwoServersAtOnceAreAllKept() throws Exception {
    accept("here", List.of(sample("load", NOW, List.of(), "v0", 0, "v1", 0, "v2", 0, "v3", 0)));
    try (Storage other = SqlStorage.open(config(), clock);
        var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int sender = 0; sender < 4; sender++) {
        String value = "v" + sender;
        Storage server = sender % 2 == 0 ? storage : other;
        work.add(
            () -> {
              for (int i = 0; i < 40; i++) {
                server.accept(
                    batch("here", sample("load", NOW.minusSeconds(i), List.of(), value, i + 1)));
              }
              return true;
            });
      }
      for (var result : threads.invokeAll(work)) {
        assertThat(result.get()).isTrue();
      }
    }
    List<List<Object>> expected = new ArrayList<>();
    for (long i = 40; i > 0; i--) {
      expected.add(List.of(i, i, i, i));
    }
    assertThat(
            storage
                .select("SELECT v0, v1, v2, v3 FROM domestik.probe_load ORDER BY sample_time", 99)
                .rows())
        .isEqualTo(expected);
    assertThat(balance().accepted()).isEqualTo(40);
  }
}
