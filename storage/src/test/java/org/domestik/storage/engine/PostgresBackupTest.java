// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.model.BadInput;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.access.User;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL's own tools, as docs/backup.md has them, on a store that is written to. */
class PostgresBackupTest extends Contract implements StoreUnderTest.OnPostgres {
  private static final String SECRETS = "domestik.access_(user|token|session|enrolment)";

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger acknowledged = new AtomicInteger();

  @BeforeEach
  void toolsAreThere() {
    assumeTrue(
        has("pg_dump") && has("pg_restore") && has("pg_basebackup"),
        "PostgreSQL's tools are not installed");
  }

  private static boolean has(String tool) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private void run(String... command) throws Exception {
    Path log = folder.resolve("tool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command) + Files.readString(log)).isZero();
  }

  private void fill() {
    storage.describe(tracking());
    accept("h", tracked("p", NOW.minus(Duration.ofDays(3)), Duration.ofMinutes(1), 4000));
    archive();
    storage.access().add(new User("ada", "admin", "hash", NOW, null));
  }

  private Thread writing() throws InterruptedException {
    CountDownLatch some = new CountDownLatch(1);
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; !over.get(); i++) {
                    Instant time = NOW.minus(Duration.ofHours(20)).plusMillis(i);
                    storage.accept(batch("w", sample("busy", time, List.of("a"), "v", i)));
                    acknowledged.incrementAndGet();
                    if (i == 50) {
                      some.countDown();
                    }
                  }
                });
    some.await();
    return writer;
  }

  private void assertWhole(String other, int before, boolean secrets) {
    try (Storage copy = SqlStorage.open(StorageConfig.of(other), clock)) {
      List<Balance> balances = copy.lifeCycle().verify(LifeCycle.Scope.ALL);
      assertThat(balances).hasSize(2).allMatch(Balance::balanced);
      assertThat(balances.getFirst().accepted()).isEqualTo(4000);
      assertThat(balances.getLast().live()).isGreaterThanOrEqualTo(before);
      assertThat(copy.access().credentials().users()).hasSize(secrets ? 1 : 0);
      copy.accept(batch("w", sample("busy", NOW, List.of("a"), "v", 1)));
      assertThat(copy.lifeCycle().verify(LifeCycle.Scope.ALL)).allMatch(Balance::balanced);
      assertThat(copy.select("SELECT count(*) FROM domestik.probe_busy", 1).rows()).hasSize(1);
    }
  }

  @Test
  void dumpMadeWhileOthersWriteIsAStore() throws Exception {
    fill();
    String address = url.replace("jdbc:", "");
    Path dump = folder.resolve("domestik.dump");
    Path without = folder.resolve("without.dump");
    Thread writer = writing();
    int before = acknowledged.get();
    try {
      run("pg_dump", "--format=custom", "--schema=domestik", "--file=" + dump, address);
      run(
          "pg_dump",
          "--format=custom",
          "--schema=domestik",
          "--exclude-table-data=" + SECRETS,
          "--exclude-table-data=domestik.reader",
          "--file=" + without,
          address);
    } finally {
      over.set(true);
      writer.join();
    }
    for (Path each : List.of(dump, without)) {
      sql("DROP DATABASE IF EXISTS restored", "CREATE DATABASE restored");
      String other = address.replace("/postgres?", "/restored?");
      run(
          "pg_restore",
          "--no-owner",
          "--no-privileges",
          "--exit-on-error",
          "--dbname=" + other,
          each.toString());
      assertWhole("jdbc:" + other, before, each.equals(dump));
    }
    sql("DROP DATABASE restored");
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  @Test
  void baseBackupMadeWhileOthersWriteIsAStore() throws Exception {
    fill();
    Path copy = folder.resolve("copy");
    Thread writer = writing();
    int before = acknowledged.get();
    try {
      run(
          "pg_basebackup",
          "--pgdata=" + copy,
          "--wal-method=stream",
          "--checkpoint=fast",
          "--dbname=" + url.replace("jdbc:", ""));
    } finally {
      over.set(true);
      writer.join();
    }
    try (EmbeddedPostgres other = started(copy)) {
      assertWhole(other.getJdbcUrl("postgres", "postgres"), before, true);
    }
  }

  private static EmbeddedPostgres started(Path copy) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(copy)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .start();
  }

  @Test
  void copyIsLeftToThem() {
    assertThatThrownBy(() -> storage.copy(false, (rows, of) -> {}))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("pg_dump");
  }
}
