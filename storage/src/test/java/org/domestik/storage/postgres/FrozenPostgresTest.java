// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.sql.SqlFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL whose processes stand still, so that its system takes what comes and no more. */
@Tag("postgres")
class FrozenPostgresTest {
  /** Three times what the address says for connecting; the machine may be busy. */
  private static final Duration TOLD = Duration.ofSeconds(20);

  @TempDir Path folder;
  private EmbeddedPostgres postgres;
  private PostgresSource source;
  private List<String> stopped = List.of();

  @BeforeEach
  void start() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("data"))
            .setServerConfig("fsync", "off")
            .start();
    source = source("connectTimeout=1");
  }

  @AfterEach
  void stop() throws Exception {
    signal("CONT", stopped);
    postgres.close();
  }

  private PostgresSource source(String setting) {
    return PostgresSource.of(
        StorageConfig.of(postgres.getJdbcUrl("postgres", "postgres") + "&" + setting));
  }

  private static void signal(String name, List<String> processes) throws Exception {
    if (!processes.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("kill", "-" + name));
      command.addAll(processes);
      new ProcessBuilder(command).start().waitFor(); // One that ended meanwhile is no fault.
    }
  }

  private void freeze() throws Exception {
    String first = Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst().strip();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(first)).orElseThrow();
    stopped =
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
            .map(process -> Long.toString(process.pid()))
            .toList();
    signal("STOP", stopped);
  }

  private void thaw() throws Exception {
    signal("CONT", stopped);
    stopped = List.of();
  }

  private static String words(SQLException e) {
    SqlFault fault = new SqlFault(e);
    assertThat(fault.isOutage()).as(fault.words()).isTrue();
    return fault.words();
  }

  /** What a statement says in the end, on a thread of its own. */
  private static CompletableFuture<String> end(Connection connection, String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
          } catch (SQLException e) {
            return words(e);
          }
        });
  }

  @Test
  void whoWaitsIsToldAndNobodyElse() throws Exception {
    try (Connection reading = source.getConnection();
        Connection writing = source.getConnection();
        Statement statement = writing.createStatement();
        Connection longest = source.getConnection()) {
      // It is silent for longer than it would take to give it up, and works.
      CompletableFuture<String> slow = end(longest, "SELECT pg_sleep(4.5)");
      statement.execute("CREATE TABLE taken (number DOUBLE PRECISION)");
      assertThat(slow.join()).isEqualTo("done");

      CompletableFuture<String> asleep = end(reading, "SELECT pg_sleep(600)");
      awaitActive();
      freeze();
      long before = System.nanoTime();
      // More than the buffers between take, so that it is writing that stands still.
      assertThatThrownBy(
              () -> {
                try (CopySink sink = new CopySink(writing, "taken", List.of("number"))) {
                  for (int row = 0; row < 2_000_000; row++) {
                    sink.beginRow();
                    sink.real(row);
                    sink.endRow();
                  }
                }
              })
          .isInstanceOfSatisfying(
              SqlFault.class, fault -> assertThat(fault.words()).contains("no answer from"));
      assertThat(asleep.join()).contains("no answer from").doesNotContain("\n");
      assertThatThrownBy(source::getConnection)
          .isInstanceOfSatisfying(SQLException.class, e -> assertThat(words(e)).contains("timed"));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TOLD);
      thaw();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
    try (Connection again = source.getConnection()) {
      assertThat(end(again, "SELECT 1").join()).isEqualTo("done");
    }
  }

  private void awaitActive() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean isActive = false;
      while (!isActive) {
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) {
          rows.next();
          isActive = rows.getInt(1) > 0;
        }
      }
    }
  }

  private static String shown(PostgresSource source, String name) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW " + name)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void postgresNoticesThatAServerIsGoneUnlessToldOtherwise() throws SQLException {
    assertThat(shown(source, "tcp_keepalives_idle")).isEqualTo("30");
    assertThat(shown(source, "tcp_user_timeout")).isEqualTo("60000");
    assertThat(shown(source, "idle_in_transaction_session_timeout")).isEqualTo("1min");
    PostgresSource own = source("options=-c%20tcp_keepalives_idle=77");
    assertThat(shown(own, "tcp_keepalives_idle")).isEqualTo("77");
  }

  @Test
  void whatTheAddressSaysWins() throws SQLException {
    try (Connection connection = source("socketTimeout=7").getConnection()) {
      assertThat(connection.getNetworkTimeout()).isEqualTo(7_000);
    }
    try (Connection connection = source.getConnection()) {
      assertThat(connection.getNetworkTimeout()).isZero();
    }
  }
}
