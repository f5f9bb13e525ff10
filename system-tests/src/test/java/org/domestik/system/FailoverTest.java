// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A PostgreSQL with a synchronous standby is killed or frozen again and again, and the standby is
 * promoted, under a server whose address names both: it goes on by itself, says why it does not
 * meanwhile, and in the end everything acknowledged is there once.
 *
 * <p>{@code -Ddomestik.failovers=100} does so more often, {@code -Ddomestik.seed} repeats.
 */
@Tag("slow")
@Tag("postgres")
class FailoverTest {
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final int FAILOVERS = Integer.getInteger("domestik.failovers", 3);
  private static final String CONFIGURATION =
      """
      policies = { { after = "2 hours", every = "15 minutes", keep = "20 years" } }
      """;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final List<Integer> ports = new ArrayList<>();
  private int folders;
  private Node primary;
  private Node standby;
  private LoneServer server;
  private Senders senders;

  /** A PostgreSQL that runs. */
  private record Node(EmbeddedPostgres postgres, Path data) {
    private static Node start(Path data, int port) throws IOException {
      return new Node(Postgres.start(data, port), data);
    }

    private String url() {
      return postgres.getJdbcUrl("postgres", "postgres");
    }

    private void sql(String... statements) throws SQLException {
      try (Connection connection = DriverManager.getConnection(url());
          Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    }

    private boolean is(String condition) {
      try (Connection connection = DriverManager.getConnection(url());
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT " + condition)) {
        return row.next() && row.getBoolean(1);
      } catch (SQLException e) {
        return false;
      }
    }

    /** Answers what stands still. */
    private List<ProcessHandle> freeze() throws IOException, InterruptedException {
      List<ProcessHandle> processes = Postgres.processes(data);
      Postgres.signal("STOP", processes);
      return processes;
    }

    /** Nobody waits for a standby that is gone: as those do who promote by themselves. */
    private void beAlone() throws SQLException {
      sql("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    }
  }

  @BeforeEach
  void start() throws Exception {
    assumeTrue(hasBaseBackup(), "FAILOVER DID NOT RUN: pg_basebackup is not installed");
    ports.addAll(List.of(Domestik.freePort(), Domestik.freePort()));
    primary = Node.start(folder.resolve("node" + folders++), ports.getFirst());
    follow();
    server = new LoneServer(folder, CONFIGURATION, List.of("--store", both()));
    server.start();
    server.await();
    senders = new Senders(server, List.of(Way.ORDERED, Way.LATE, Way.LINES));
    senders.goOn("the start");
  }

  private static boolean hasBaseBackup() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(it -> Files.isExecutable(Path.of(it, "pg_basebackup")));
  }

  private String both() {
    return "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres?user=postgres"
        .formatted(ports.getFirst(), ports.getLast());
  }

  @AfterEach
  void stop() throws Exception {
    if (senders != null) {
      senders.close();
      server.close();
    }
    for (Node node : Arrays.asList(primary, standby)) {
      if (node != null) {
        node.postgres.close();
      }
    }
  }

  /** Gives the primary a standby that commits wait for, on the port that is free. */
  private void follow() throws Exception {
    Path copy = folder.resolve("node" + folders++);
    int port = ports.getFirst() == primary.postgres.getPort() ? ports.getLast() : ports.getFirst();
    Path log = folder.resolve("basebackup.log");
    Process process =
        new ProcessBuilder(
                "pg_basebackup",
                "--pgdata=" + copy,
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--dbname=" + primary.url().replace("jdbc:", ""))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    standby = Node.start(copy, port);
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()");
    Domestik.await(
        "the standby is synchronous",
        () -> primary.is("EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')"));
    // It was copied before: where it is promoted, commits wait for a standby of its own.
    standby.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()");
  }

  @Test
  void nothingAcknowledgedIsLostAndTheServerGoesOn() throws Exception {
    Duration longest = Duration.ZERO;
    for (int failover = 1; failover <= FAILOVERS; failover++) {
      server.run(random.nextInt(2_000));
      List<ProcessHandle> frozen = List.of();
      if (failover % 3 == 2) {
        frozen = primary.freeze();
        senders.areTold("failover " + failover + ", the primary frozen", "no answer");
      } else {
        Postgres.kill(primary.data);
        senders.areTold("failover " + failover + ", the primary killed", "the database says");
      }
      senders.areRefused("the primary is gone");
      standby.sql("SELECT pg_promote()");
      Node dead = primary;
      primary = standby;
      standby = null;
      if (failover % 2 == 1) {
        senders.areTold("no standby", "for a synchronous standby");
      }
      primary.beAlone();
      Duration took = senders.goOn("promotion " + failover);
      longest = took.compareTo(longest) > 0 ? took : longest;
      // As who promotes makes sure that the old one is off.
      frozen.forEach(ProcessHandle::destroyForcibly);
      dead.postgres.close();
      follow();
      senders.goOn("a new standby");
      server.operation("archive");
    }
    senders.end("seed " + SEED);
    System.out.printf(
        "%d failovers, %d documents acknowledged, %.1f s at most from the promotion to the next"
            + " of everybody; seed %d%n",
        FAILOVERS, senders.acknowledged(), longest.toMillis() / 1e3, SEED);
  }
}
