// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.postgres.PostgresDatabase;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stores of every released version open, and say what they said then.
 *
 * <p>{@code -Ddomestik.keep=X.Y.Z} keeps this version's, in {@code src/test/resources/kept/X.Y.Z}.
 */
class KeptStoreTest {
  private static final Path KEPT = Path.of("src/test/resources/kept");
  private static final String DUCKDB = "duckdb.zip";
  private static final String POSTGRES = "postgres.sql";
  private static final String KEEP = "domestik.keep";

  /** The versions of which a store in this form is kept. */
  private static Stream<Path> versions(String file) throws IOException {
    try (Stream<Path> all = Files.list(KEPT)) {
      return all.filter(it -> Files.exists(it.resolve(file))).sorted().toList().stream();
    }
  }

  private static List<String> said(Path version) throws IOException {
    return Files.readAllLines(version.resolve("said.txt"));
  }

  private static void assertSaysTheSame(StorageConfig config, Path version) throws IOException {
    HandClock clock = new HandClock(Contract.NOW);
    for (int start = 0; start < 2; start++) {
      try (Storage storage = SqlStorage.open(config, clock)) {
        List<String> said = said(version);
        assertThat(KeptStore.say(storage, KeptStore.questions(said))).isEqualTo(said);
      }
    }
    try (Storage storage = SqlStorage.open(config, clock)) {
      // And it lives on.
      clock.advance(Duration.ofDays(3));
      storage.accept(
          Contract.batch(
              "late", Contract.sample("load", clock.instant(), List.of(), "one", 1, "five", 2)));
      storage.lifeCycle().archive(LifeCycle.Scope.ALL, clock.instant(), step -> {});
      storage.lifeCycle().purge(LifeCycle.Scope.ALL, clock.instant(), step -> {});
      List<Balance> balances = storage.lifeCycle().verify(LifeCycle.Scope.ALL);
      assertThat(balances).hasSizeGreaterThan(2).allMatch(Balance::balanced);
      assertThat(balances.stream().mapToLong(Balance::archived).sum()).isPositive();
    }
  }

  @Nested
  class DuckDb implements StoreUnderTest.OnDuckDb {
    @TempDir Path folder;

    static Stream<Path> versions() throws IOException {
      return KeptStoreTest.versions(DUCKDB);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void storeOfAReleasedVersionSaysTheSame(Path version) throws Exception {
      KeptStore.unzip(version.resolve(DUCKDB), folder);
      assertThat(folder.resolve("store.duckdb.journal")).isNotEmptyDirectory();
      assertSaysTheSame(StorageConfig.of(freshUrl(folder)), version);
    }

    @Test
    void newerOneIsRefusedInALineAndStaysAsItIs() {
      StorageConfig config = StorageConfig.of(freshUrl(folder));
      SqlStorage.open(config, new HandClock(Contract.NOW)).close();
      refuseNewer(database(config), config);
    }

    @Test
    @EnabledIfSystemProperty(named = KEEP, matches = ".+")
    void keep() throws Exception {
      Path version = Files.createDirectories(KEPT.resolve(System.getProperty(KEEP)));
      Path output = folder.resolve("said");
      Path store = Files.createDirectory(folder.resolve("store"));
      Path file = store.resolve("store.duckdb");
      Process child = ChildJvm.start(output, KeptStore.Halted.class, file.toString());
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ChildJvm.said(output)).containsExactly("done");
      KeptStore.zip(store, version.resolve(DUCKDB));
      try (Storage storage =
          SqlStorage.open(StorageConfig.of("duckdb:" + file), new HandClock(Contract.NOW))) {
        Files.write(
            version.resolve("said.txt"), KeptStore.say(storage, KeptStore.questions(storage)));
      }
    }
  }

  @Nested
  class Postgres implements StoreUnderTest.OnPostgres {
    @TempDir Path folder;

    static Stream<Path> versions() throws IOException {
      return KeptStoreTest.versions(POSTGRES);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void storeOfAReleasedVersionSaysTheSame(Path version) throws Exception {
      String url = freshUrl(folder);
      String script =
          Files.readAllLines(version.resolve(POSTGRES)).stream()
              .filter(line -> !line.startsWith("\\")) // For psql.
              .collect(Collectors.joining("\n"));
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute(script);
      }
      assertSaysTheSame(StorageConfig.of(url), version);
    }

    @Test
    void newerOneIsRefusedInALineAndStaysAsItIs() {
      StorageConfig config = StorageConfig.of(freshUrl(folder));
      SqlStorage.open(config, new HandClock(Contract.NOW)).close();
      refuseNewer(database(config), config);
    }

    @Test
    @EnabledIfSystemProperty(named = KEEP, matches = ".+")
    void keep() throws Exception {
      Path version = Files.createDirectories(KEPT.resolve(System.getProperty(KEEP)));
      StorageConfig config = StorageConfig.of(freshUrl(folder));
      KeptStore.fill(PostgresDatabase.open(config), config).close();
      Process dump =
          new ProcessBuilder(
                  "pg_dump",
                  "--inserts",
                  "--no-owner",
                  "--no-privileges",
                  "--schema=domestik",
                  "--file=" + version.resolve(POSTGRES),
                  config.url().replace("jdbc:", ""))
              .inheritIO()
              .start();
      assertThat(dump.waitFor()).isZero();
    }
  }

  private static void refuseNewer(Database database, StorageConfig config) {
    try (database) {
      database.change(
          transaction -> transaction.run("UPDATE domestik.version SET number = number + 1"));
    }
    assertThatThrownBy(() -> SqlStorage.open(config, new HandClock(Contract.NOW)))
        .isInstanceOf(BadInput.class)
        .hasMessageMatching("the store has schema \\d+, and this version of Domestik knows.*")
        .message()
        .hasLineCount(1);
  }
}
