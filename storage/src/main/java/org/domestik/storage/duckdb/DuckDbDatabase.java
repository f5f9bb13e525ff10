// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Table;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Deadline;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Question;
import org.domestik.storage.sql.SqlFault;
import org.duckdb.DuckDBConnection;

/** One DuckDB file, owned by this process; writers take turns, readers never wait. */
public final class DuckDbDatabase extends Database {
  private static final Pattern HOLDER = Pattern.compile("PID (\\d+)");

  private static final Pattern DAMAGE = Pattern.compile("Corrupt WAL file: .*byte position (\\d+)");

  private final Path file;

  /** Enough for a home; it is a cache too, so that more would fill up with what is seldom read. */
  private static final long LEAST_MEMORY = 128_000_000;

  /** Part of the machine's memory that many or wide tables may take. */
  private static final long MEMORY_PART = 4;

  /** Measured: of 576 tables of 13 columns, 180 MB; each counts three times where a row is late. */
  private static final long BYTES_OF_A_COLUMN = 12_000;

  /**
   * This part of the memory is for the rows of one transaction, and as much for those that are not
   * in the file yet; of a large machine no more than this part of so much.
   */
  private static final long ROWS_PART = 4;

  private static final long ENOUGH_MEMORY = 4 * LEAST_MEMORY;

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Set<Deadline> questions = ConcurrentHashMap.newKeySet();
  private final LongSupplier mostMemory;
  private volatile DuckDBConnection root;

  /** How much memory there is where nothing asks for more; of a small machine, all of its part. */
  private final long usual;

  private long memory;
  private boolean closed;

  /** How many columns the transaction under way adds rows to. */
  private volatile long announced;

  /** What the last checkpoint left in memory, as what somebody reads meanwhile; by writers. */
  private long kept;

  /** About what was added since it was last looked how much memory that takes; by writers. */
  private long added;

  private DuckDbDatabase(Path file, DuckDBConnection root, LongSupplier mostMemory) {
    super(new DuckDbDialect());
    this.file = file;
    this.root = root;
    this.mostMemory = mostMemory;
    usual = usual(mostMemory);
    memory = usual;
  }

  private static long usual(LongSupplier mostMemory) {
    return Math.min(LEAST_MEMORY, mostMemory.getAsLong());
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws BadInput naming the file where it is locked, unwritable or no DuckDB file
   */
  public static DuckDbDatabase open(Path file) {
    // Asked once: it takes 0.1 ms, and each commit wants it.
    long most = MachineMemory.bytes() / MEMORY_PART;
    return open(file, () -> most);
  }

  /** Likewise, with so many bytes of memory at most. */
  public static DuckDbDatabase open(Path file, LongSupplier mostMemory) {
    if (file.getFileName().toString().replaceFirst("\\..*", "").equals(Identifiers.SCHEMA)) {
      // DuckDB calls the catalog by the file's name, and could not tell it from the schema then.
      throw new BadInput(file + ": call the file something else than " + Identifiers.SCHEMA);
    }
    try {
      return new DuckDbDatabase(file, root(file, usual(mostMemory)), mostMemory);
    } catch (SQLException e) {
      throw new BadInput(why(file, String.valueOf(e.getMessage())), e);
    }
  }

  private static DuckDBConnection root(Path file, long memory) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", bytes(memory));
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
    settings.setProperty("allowed_directories", "[" + Identifiers.text(copies(file) + "/") + "]");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    Connection connection = connect(file, settings);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET GLOBAL TimeZone = 'UTC'");
      statement.execute("SET GLOBAL allowed_configs = ['memory_limit']"); // For mend().
      statement.execute("SET GLOBAL lock_configuration = true");
    }
    RowFunction.register(connection);
    UnpackedLibrary.remove();
    return connection.unwrap(DuckDBConnection.class);
  }

  /** The folder beside a file where copies of it are made: the only place for other files. */
  public static Path copies(Path file) {
    return file.toAbsolutePath().resolveSibling(file.getFileName() + ".copies");
  }

  private static String bytes(long number) {
    return number + "B";
  }

  @Override
  public boolean mend(SqlFault fault) {
    turn.lock();
    try {
      if (fault.isInvalidated() && !closed) {
        root.close();
        root = root(file, usual);
        memory = usual;
        Log.LOGGER.warning(() -> file + " was opened again after: " + fault.words());
        return true;
      }
      if (!fault.isTooLittleMemory()) {
        return false;
      }
      long more = Math.min(2 * memory, most());
      return save(roomForRows() / 4) || (more > memory && limit(more));
    } catch (SQLException e) {
      Log.LOGGER.warning(() -> file + " cannot be opened again: " + e.getMessage());
      return false;
    } finally {
      turn.unlock();
    }
  }

  private long most() {
    return Math.max(usual, mostMemory.getAsLong());
  }

  @Override
  public long roomForRows() {
    return Math.min(most(), ENOUGH_MEMORY) / ROWS_PART;
  }

  /** Ahead of it: where memory ends within a commit, DuckDB may leave what it had begun. */
  @Override
  public void expect(long columns) {
    announced = columns;
    long wanted = 2 * roomForRows() + BYTES_OF_A_COLUMN * columns;
    if (wanted > usual) {
      turn.lock();
      try {
        long more = Math.min(wanted, most());
        if (more > memory) {
          limit(more);
        }
      } finally {
        turn.unlock();
      }
    }
  }

  /**
   * The rows of each table stay in memory, some kilobytes a column, until they are in the file:
   * those of many columns fill it before their log is long enough for DuckDB to do it by itself.
   */
  @Override
  protected void hasCommitted(boolean isOfJob) {
    added += BYTES_OF_A_COLUMN * announced;
    announced = 0;
    if (isOfJob || added > roomForRows() / 2) {
      added = 0;
      // The writer waits while it lasts, some seconds for 10,000 columns: a job's are many.
      save(isOfJob ? roomForRows() / 4 : roomForRows());
    }
  }

  /** Moves rows into the file if they take more memory than so much; whether that was done. */
  private boolean save(long most) {
    if (closed) {
      return false;
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      long before = unsaved(statement);
      kept = Math.min(kept, before);
      if (before - kept <= most) {
        return false;
      }
      kept = before; // Where it fails, not with each commit again.
      statement.execute("CHECKPOINT");
      kept = unsaved(statement);
      return kept < before;
    } catch (SQLException e) {
      Log.LOGGER.fine(() -> file + ": no checkpoint now: " + e.getMessage());
      return false;
    }
  }

  private static long unsaved(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void relax() {
    turn.lock();
    try {
      if (memory > usual && !limit(usual)) {
        Log.LOGGER.fine(() -> "DuckDB keeps more memory: it is in use");
      }
    } finally {
      turn.unlock();
    }
  }

  /** Changes how much memory DuckDB may take; answers false if that is not so or no change. */
  private boolean limit(long wanted) {
    if (wanted == memory || closed) {
      return false;
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET GLOBAL memory_limit = '" + bytes(wanted) + "'");
      memory = wanted;
      Log.LOGGER.fine(() -> "DuckDB may take " + wanted + " bytes of memory");
      return true;
    } catch (SQLException e) {
      return false; // What is in use is more.
    }
  }

  /** Where the log beside the file is damaged, goes on without what stands behind that. */
  private static Connection connect(Path file, Properties settings) throws SQLException {
    String url = "jdbc:duckdb:" + file;
    try {
      return DriverManager.getConnection(url, settings);
    } catch (SQLException e) {
      Matcher damage = DAMAGE.matcher(String.valueOf(e.getMessage()));
      if (!damage.find()) {
        throw e;
      }
      cut(file.resolveSibling(file.getFileName() + ".wal"), Long.parseLong(damage.group(1)));
      return DriverManager.getConnection(url, settings);
    }
  }

  /** Nothing behind a damaged entry can be read; all of the log stays beside it for whoever can. */
  private static void cut(Path log, long at) {
    Path kept = log.resolveSibling(log.getFileName() + ".damaged");
    try {
      Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(at);
        channel.force(true);
      }
    } catch (IOException e) {
      throw new BadInput(log + " is damaged and cannot be mended: " + e.getMessage(), e);
    }
    Log.LOGGER.severe(
        () ->
            log
                + " is damaged at byte "
                + at
                + ": it is read up to there; verify tells what is lost, and "
                + kept
                + " has all of it");
  }

  private static String why(Path file, String words) {
    if (words.contains("set lock on file")) {
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
  public Connection connect() throws SQLException {
    return root.duplicate();
  }

  @Override
  public <T> T inTurn(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public long bytes() {
    try {
      Path log = file.resolveSibling(file.getFileName() + ".wal");
      return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
    } catch (IOException e) {
      throw new StorageUnavailable(file + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  @Override
  public Long free() {
    try {
      return Files.getFileStore(file).getUsableSpace();
    } catch (IOException e) {
      throw new StorageUnavailable(file + " cannot be looked at: " + e.getMessage(), e);
    }
  }

  @Override
  public Table answer(Question question, Grants grants) {
    try (Connection connection = connect()) {
      return DuckDbAnswers.answer(connection, question, questions);
    } catch (SQLException e) {
      throw new StorageUnavailable("the database says: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    turn.lock(); // Lets the transaction under way end.
    try {
      closed = true;
      questions.forEach(Deadline::pass); // Each would go on alone until its time is over.
      root.close();
    } catch (SQLException e) {
      Log.LOGGER.warning(() -> "closing the database: " + e.getMessage());
    } finally {
      turn.unlock();
    }
  }
}
