// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.postgres.PostgresDatabase;
import org.domestik.storage.sql.Log;

/** Opens the store that a configuration names. */
final class Opening {
  private static final String DUCKDB = "duckdb:";
  private static final String POSTGRES = "jdbc:postgresql:";

  private Opening() {}

  /**
   * See {@link SqlStorage#open}.
   *
   * @param filling whether it may be a store that is being filled by a migration
   */
  static SqlStorage open(StorageConfig config, InstantSource clock, boolean filling) {
    check(config);
    if (config.url().startsWith(DUCKDB)) {
      DuckDbDatabase database = DuckDbDatabase.open(file(config));
      try {
        return new SqlStorage(database, config, clock, memory(), filling);
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    }
    SqlStorage storage =
        new SqlStorage(PostgresDatabase.open(config), config, clock, memory(), filling);
    tryToGetReady(storage);
    return storage;
  }

  /** See {@link SqlStorage#check(StorageConfig)}. */
  static void check(StorageConfig config) {
    String url = config.url();
    if (url.startsWith(POSTGRES)) {
      PostgresDatabase.check(config);
      return;
    }
    if (!url.startsWith(DUCKDB)) {
      throw new BadInput(
          "store: \""
              + config.shownUrl()
              + "\" is neither duckdb:<file> nor jdbc:postgresql://<host>/<database>");
    }
    if (!config.grant().isEmpty() || config.reader() != null) {
      throw new BadInput(
          (config.grant().isEmpty() ? "reader" : "grant")
              + ": DuckDB has no roles; it needs PostgreSQL");
    }
    if (Boolean.TRUE.equals(config.distribution().wanted())) {
      throw new BadInput("distribute: DuckDB is one file; it needs PostgreSQL with Citus");
    }
  }

  /** See {@link SqlStorage#risks}. */
  static Map<String, String> risks(StorageConfig config) {
    if (!config.url().startsWith(POSTGRES)) {
      return Map.of();
    }
    try (PostgresDatabase database = PostgresDatabase.open(config)) {
      return database.risks();
    }
  }

  /** See {@link SqlStorage#upkeep}. */
  static List<String> upkeep(StorageConfig config) {
    if (!config.url().startsWith(POSTGRES)) {
      return List.of();
    }
    try (PostgresDatabase database = PostgresDatabase.open(config)) {
      return database.upkeep();
    }
  }

  private static long memory() {
    return Runtime.getRuntime().maxMemory();
  }

  /** What is wrong with the configuration is said at once; what is down may come up later. */
  private static void tryToGetReady(SqlStorage storage) {
    try {
      storage.ready();
    } catch (StorageUnavailable e) {
      Log.LOGGER.warning(() -> "the store is down, it will be tried again: " + e.getMessage());
    } catch (BadInput e) {
      storage.close();
      throw e;
    }
  }

  /** The file of a store of DuckDB's. */
  static Path file(StorageConfig config) {
    return Path.of(config.url().substring(DUCKDB.length()));
  }
}
