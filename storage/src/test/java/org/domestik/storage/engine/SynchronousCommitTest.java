// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commits that wait for a synchronous standby which does not come. */
@Tag("postgres")
class SynchronousCommitTest {
  private static final String WAITING =
      "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private EmbeddedPostgres postgres;
  private Storage storage;

  @BeforeEach
  void start() throws IOException, SQLException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("synchronous_commit", "on") // Off here by default.
            .start();
    storage =
        SqlStorage.open(
            StorageConfig.of(postgres.getJdbcUrl("postgres", "postgres")),
            new HandClock(Contract.NOW));
    storage.accept(load(Contract.NOW.minusSeconds(60), 1));
    sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    sql("SELECT pg_reload_conf()");
    await(() -> rows("SELECT 1 WHERE current_setting('synchronous_standby_names') = 'nobody'") > 0);
  }

  @AfterEach
  void stop() throws IOException, SQLException {
    beAlone();
    storage.close();
    postgres.close();
  }

  private static Batch load(Instant time, long sequence) {
    return Contract.delivered(
        "h", sequence, Contract.sample("load", time, List.of(), "v", sequence));
  }

  private void beAlone() throws SQLException {
    sql("ALTER SYSTEM RESET synchronous_standby_names");
    sql("SELECT pg_reload_conf()");
  }

  private void sql(String sql) throws SQLException {
    rows(sql);
  }

  private int rows(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      int rows = 0;
      if (statement.execute(sql)) {
        try (ResultSet answer = statement.getResultSet()) {
          while (answer.next()) {
            rows++;
          }
        }
      }
      return rows;
    }
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void await(Condition condition) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private String health() {
    try {
      storage.check();
      return "ok";
    } catch (StorageUnavailable e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void nothingIsAcknowledgedThatNobodyElseHasAndHealthSaysWhy() throws Exception {
    Batch batch = load(Contract.NOW, 2);
    CompletableFuture<Acceptance> first =
        CompletableFuture.supplyAsync(() -> storage.accept(batch));
    await(() -> rows(WAITING) == 1);
    await(() -> health().contains("s for a synchronous standby"));
    assertThat(first).isNotDone();

    // PostgreSQL calls that a success, with a warning.
    sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    assertThatThrownBy(first::join).hasCauseInstanceOf(StorageUnavailable.class);

    // Its rows are there, and its repeat may be acknowledged once they are elsewhere too.
    CompletableFuture<Acceptance> again =
        CompletableFuture.supplyAsync(() -> storage.accept(batch));
    await(() -> again.isDone() || rows(WAITING) == 1);
    assertThat(again).isNotDone();
    beAlone();
    assertThat(again.join()).isEqualTo(Acceptance.REPEAT);
    await(() -> health().equals("ok"));
  }
}
