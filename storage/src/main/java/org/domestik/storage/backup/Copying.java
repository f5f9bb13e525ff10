// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.domestik.model.FileFault;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.rights.SqlAccess;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.SqlFault;

/**
 * Copies DuckDB's tables into a file of their own, row by row and in one snapshot: nobody waits for
 * it, damage is found by the blocks' checksums, and what is left out is nowhere in the file.
 */
public final class Copying {
  /** What the disk keeps for those who write meanwhile. */
  private static final long SPARE_BYTES = 64 << 20;

  private final Database database;
  private final Path folder;

  /**
   * Copies go into a folder, the one place where this store's DuckDB may write others' files; what
   * a killed process left there is removed.
   */
  public Copying(Database database, Path folder) {
    this.database = database;
    this.folder = folder;
    try (Stream<Path> left = Files.list(folder)) {
      for (Path file : left.toList()) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    } catch (NoSuchFileException e) {
      // As it should be.
    } catch (IOException e) {
      throw new StorageUnavailable(folder + " cannot be emptied: " + FileFault.of(e), e);
    }
  }

  /** A table, and about how many rows it has. */
  private record Source(String schema, String table, long rows) {
    String in(String catalog) {
      return catalog + "." + Identifiers.quoted(schema) + "." + Identifiers.quoted(table);
    }
  }

  /**
   * Copies everything that was acknowledged before.
   *
   * @param secrets whether what users, tokens and sessions are known by is in the copy
   */
  public synchronized StoreCopy run(boolean secrets, StoreCopy.Progress progress) {
    checkRoom();
    database.settle();
    Path file = folder.resolve(UUID.randomUUID() + ".duckdb");
    try {
      Files.createDirectories(folder);
      while (true) {
        try {
          copy(file, secrets, progress);
          return new StoreCopy(file, Files.size(file));
        } catch (SqlFault e) {
          remove(file);
          if (!database.mend(e)) {
            throw new StorageUnavailable("the store cannot be copied: " + e.words(), e);
          }
        }
      }
    } catch (IOException e) {
      remove(file);
      throw new StorageUnavailable(folder + " cannot be written: " + FileFault.of(e), e);
    } finally {
      database.relax();
    }
  }

  private void checkRoom() {
    Long free = database.free();
    long needed = database.bytes() + SPARE_BYTES;
    if (free != null && free < needed) {
      throw new StorageUnavailable(
          "a copy of the store takes up to %,d MB of %s for a while, and %,d MB are free"
              .formatted(needed >> 20, folder, free >> 20));
    }
  }

  private void copy(Path file, boolean secrets, StoreCopy.Progress progress) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // No name that a person would give: nobody's SQL means this one.
      String copy = Identifiers.quoted("copy " + file.getFileName());
      String path = Identifiers.text(file.toAbsolutePath().toString());
      statement.execute("ATTACH " + path + " AS " + copy);
      try {
        copy(statement, copy, secrets, progress);
        // Whoever looks at all catalogs meanwhile keeps the copy open: its rows would be in the log
        // beside it, and the file empty. So they are waited for.
        statement.execute("FORCE CHECKPOINT " + copy);
      } finally {
        statement.execute("DETACH " + copy);
      }
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  private static void copy(
      Statement statement, String copy, boolean secrets, StoreCopy.Progress progress)
      throws SQLException {
    statement.execute("BEGIN TRANSACTION");
    boolean done = false;
    try {
      String store = Identifiers.quoted(store(statement));
      statement.execute("COPY FROM DATABASE " + store + " TO " + copy + " (SCHEMA)");
      List<Source> sources = sources(statement);
      long all = sources.stream().mapToLong(Source::rows).sum();
      long rows = 0;
      for (Source source : sources) {
        progress.copied(Math.min(rows, all), all);
        if (secrets || !SqlAccess.SECRET.contains(source.table())) {
          rows +=
              statement.executeLargeUpdate(
                  "INSERT INTO " + source.in(copy) + " SELECT * FROM " + source.in(store));
        }
      }
      statement.execute("COMMIT");
      done = true;
      progress.copied(all, all);
    } finally {
      if (!done) {
        statement.execute("ROLLBACK");
      }
    }
  }

  private static String store(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT current_database()")) {
      row.next();
      return row.getString(1);
    }
  }

  private static List<Source> sources(Statement statement) throws SQLException {
    List<Source> sources = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT schema_name, table_name, estimated_size FROM duckdb_tables()"
                + " WHERE database_name = current_database() AND NOT temporary ORDER BY ALL")) {
      while (rows.next()) {
        sources.add(new Source(rows.getString(1), rows.getString(2), rows.getLong(3)));
      }
    }
    return sources;
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".wal"));
    } catch (IOException e) {
      throw new StorageUnavailable(file + " cannot be removed: " + FileFault.of(e), e);
    }
  }
}
