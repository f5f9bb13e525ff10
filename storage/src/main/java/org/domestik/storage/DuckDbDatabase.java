// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.duckdb.DuckDBConnection;

/** One DuckDB file, owned by this process; writers take turns, readers never wait. */
final class DuckDbDatabase extends Database {
  private static final Pattern HOLDER = Pattern.compile("PID (\\d+)");

  private final Path file;
  private final DuckDBConnection root;
  private final ReentrantLock turn = new ReentrantLock(true);

  private DuckDbDatabase(Path file, DuckDBConnection root) {
    super(new DuckDbDialect());
    this.file = file;
    this.root = root;
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws BadInput naming the file where it is locked, unwritable or no DuckDB file
   */
  static DuckDbDatabase open(Path file) {
    if (file.getFileName().toString().replaceFirst("\\..*", "").equals(Layout.SCHEMA)) {
      // DuckDB calls the catalog by the file's name, and could not tell it from the schema then.
      throw new BadInput(file + ": call the file something else than " + Layout.SCHEMA);
    }
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "128MB");
    // With two, the one that waits for the other spins: a commit of one row costs twice the CPU
    // time. It also leaves the machine's other cores to whom it belongs.
    settings.setProperty("threads", "1");
    // What 2.0 derives from one side of a join to look at less of the other corrupts its memory at
    // times: rows changed, or the process was gone.
    settings.setProperty("disabled_optimizers", "join_filter_pushdown");
    // What a sort puts aside must leave room for what comes in.
    settings.setProperty("max_temp_directory_size", "1GB");
    // Whoever may ask SQL of the data may ask nothing of the machine.
    settings.setProperty("enable_external_access", "false");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, settings);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET GLOBAL TimeZone = 'UTC'");
        statement.execute("SET GLOBAL lock_configuration = true");
      }
      RowFunction.register(connection);
      UnpackedLibrary.remove();
      return new DuckDbDatabase(file, connection.unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw new BadInput(why(file, String.valueOf(e.getMessage())), e);
    }
  }

  private static String why(Path file, String words) {
    if (words.contains("lock")) {
      Matcher holder = HOLDER.matcher(words);
      return file
          + " is in use by another process"
          + (holder.find() ? " (pid " + holder.group(1) + ")" : "");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      return file + " cannot be opened: the folder " + folder + " does not exist";
    }
    return file + " cannot be opened: " + words.lines().findFirst().orElse("");
  }

  @Override
  Connection connect() throws SQLException {
    return root.duplicate();
  }

  @Override
  <T> T inTurn(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  @Override
  long bytes() {
    try {
      Path log = file.resolveSibling(file.getFileName() + ".wal");
      return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
    } catch (IOException e) {
      throw new StorageUnavailable(file + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  @Override
  Long free() {
    try {
      return Files.getFileStore(file).getUsableSpace();
    } catch (IOException e) {
      throw new StorageUnavailable(file + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  @Override
  Table answer(Question question, Grants grants) {
    try (Connection connection = connect()) {
      return DuckDbAnswers.answer(connection, question);
    } catch (SQLException e) {
      throw new StorageUnavailable("the database says: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    turn.lock(); // Lets the transaction under way end.
    try {
      root.close();
    } catch (SQLException e) {
      Log.LOGGER.warning(() -> "closing the database: " + e.getMessage());
    } finally {
      turn.unlock();
    }
  }
}
