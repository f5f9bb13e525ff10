// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.postgres.PostgresDatabase;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Where a contract's tests find an empty store of one kind. */
interface StoreUnderTest {
  /** The address of a new, empty store. */
  String freshUrl(Path folder);

  /** The database behind a store that is closed. */
  Database database(StorageConfig config);

  /** A DuckDB file in the test's own folder. */
  interface OnDuckDb extends StoreUnderTest {
    @Override
    default String freshUrl(Path folder) {
      return "duckdb:" + folder.resolve("store.duckdb");
    }

    @Override
    default Database database(StorageConfig config) {
      return DuckDbDatabase.open(Path.of(config.url().substring("duckdb:".length())));
    }
  }

  /** The database of one PostgreSQL server that all test classes share, one after the other. */
  @Tag("postgres")
  @ResourceLock("postgres")
  interface OnPostgres extends StoreUnderTest {
    @Override
    default String freshUrl(Path folder) {
      return Server.emptyDatabase();
    }

    @Override
    default Database database(StorageConfig config) {
      return PostgresDatabase.open(config);
    }
  }

  /**
   * A database of Citus that has workers, whose address stands in the environment; its schema is
   * dropped before each test. Each statement is explained first: a test fails where one brings rows
   * to the coordinator that may be many.
   */
  @Tag("citus")
  @ResourceLock("citus")
  @EnabledIfEnvironmentVariable(
      named = OnCitus.URL,
      matches = "jdbc:postgresql:.+",
      disabledReason = "CITUS DID NOT RUN: no address of a coordinator in DOMESTIK_CITUS")
  interface OnCitus extends StoreUnderTest {
    String URL = "DOMESTIK_CITUS";

    /** Its address, at which nothing is explained. */
    static String plainUrl() {
      return Objects.requireNonNull(System.getenv(URL));
    }

    @Override
    default String freshUrl(Path folder) {
      Emptying.empty(() -> DriverManager.getConnection(plainUrl()));
      return ExplainingDriver.explained(plainUrl());
    }

    @AfterEach
    default void fewRowsCameToTheCoordinator() {
      assertThat(ExplainingDriver.PLANS.size()).isNotZero();
      assertThat(ExplainingDriver.PLANS.many()).isEmpty();
    }

    @Override
    default Database database(StorageConfig config) {
      return PostgresDatabase.open(config);
    }
  }

  /** The shared server; it ends with the JVM. */
  final class Server {
    private static final EmbeddedPostgres POSTGRES = start();

    private Server() {}

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The one database, emptied: to make and remove one for each test takes minutes in all. */
    static String emptyDatabase() {
      Emptying.empty(() -> POSTGRES.getPostgresDatabase().getConnection());
      return POSTGRES.getJdbcUrl("postgres", "postgres");
    }
  }

  /** Takes all away that a test before has left. */
  final class Emptying {
    private Emptying() {}

    /** Gives a connection. */
    interface Connecting {
      Connection connect() throws SQLException;
    }

    static void empty(Connecting database) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        // What a killed process was about may still be held.
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                + " current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'");
        statement.execute("DROP SCHEMA IF EXISTS domestik CASCADE");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
