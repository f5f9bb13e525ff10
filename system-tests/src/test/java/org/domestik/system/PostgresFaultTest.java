// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A PostgreSQL that has no connection left, locks tables, takes rights away, freezes, is stopped
 * and is killed under a server that samples come to: senders and {@code /health} are told why, the
 * server goes on by itself, and in the end everything acknowledged is there once.
 */
@Tag("slow")
@Tag("postgres")
class PostgresFaultTest {
  private static final String END_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'domestik'";

  @TempDir Path folder;

  private EmbeddedPostgres postgres;
  private LoneServer server;
  private Senders senders;

  @BeforeEach
  void start() throws Exception {
    postgres = Postgres.start(data(), 0);
    sql("CREATE ROLE domestik LOGIN CREATEROLE");
    sql("GRANT CREATE ON DATABASE postgres TO domestik");
    String url = postgres.getJdbcUrl("domestik", "postgres") + "&connectTimeout=2";
    server = new LoneServer(folder, "", List.of("--store", url));
    server.start();
    server.await();
    senders = new Senders(server, List.of(Way.ORDERED, Way.LATE, Way.LINES));
    senders.goOn("the start");
  }

  @AfterEach
  void stop() throws Exception {
    senders.close();
    server.close();
    postgres.close();
  }

  private Path data() {
    return folder.resolve("postgres");
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void whatAPostgresDoesIsToldAndSurvived() throws Exception {
    sql("ALTER ROLE domestik CONNECTION LIMIT 0");
    sql(END_SESSIONS);
    isTold("no connection left", "too many connections");
    sql("ALTER ROLE domestik CONNECTION LIMIT -1");
    senders.goOn("no connection left");

    try (Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE domestik.ledger IN ACCESS EXCLUSIVE MODE");
      isTold("a table locked", "lock");
      connection.rollback();
    }
    senders.goOn("a table locked");

    sql("REVOKE INSERT ON domestik.ledger FROM domestik");
    isTold("rights taken", "permission denied for table ledger");
    sql("GRANT INSERT ON domestik.ledger TO domestik");
    senders.goOn("rights taken");

    List<ProcessHandle> processes = Postgres.processes(data());
    Postgres.signal("STOP", processes);
    try {
      senders.areTold("frozen", "no answer");
      senders.areRefused("frozen");
    } finally {
      Postgres.signal("CONT", processes);
    }
    senders.goOn("frozen");

    int port = postgres.getPort();
    postgres.close();
    isTold("stopped", "refused");
    postgres = Postgres.start(data(), port);
    senders.goOn("stopped");

    Postgres.kill(data());
    isTold("killed", "refused");
    postgres.close();
    postgres = Postgres.start(data(), port);
    senders.goOn("killed");

    senders.end("after all faults");
  }

  private void isTold(String fault, String words) {
    senders.areTold(fault, words);
    senders.areRefused(fault);
  }
}
