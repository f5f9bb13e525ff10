// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.domestik.model.BadInput;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Table;
import org.jspecify.annotations.Nullable;

/** Gives transactions of one of the two stores. Safe for use by many threads. */
public abstract class Database implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  /** More than it takes to double the memory from the least to the most there is. */
  private static final int MOST_MENDS = 20;

  private final Dialect dialect;
  private volatile Runnable settling = () -> {};
  private volatile @Nullable LongConsumer committed;

  public Database(Dialect dialect) {
    this.dialect = dialect;
  }

  public final Dialect dialect() {
    return dialect;
  }

  /** A connection of its own for the caller, in auto-commit mode; to be closed. */
  public abstract Connection connect() throws SQLException;

  /** Runs work that writes, alone where the store wants its writers one at a time. */
  public abstract <T> T inTurn(Supplier<T> work);

  /**
   * Does what there is to do about a fault that is the database's own; whether it may help to try
   * again.
   */
  public boolean mend(SqlFault fault) {
    return false;
  }

  /** Sees to it that there is memory for a transaction that adds rows to so many columns. */
  public void expect(long columns) {}

  /** How many bytes of memory the rows may take that one transaction adds. */
  public long roomForRows() {
    return Long.MAX_VALUE;
  }

  /**
   * Hears of a commit that wrote something, in the turn of the writer.
   *
   * @param isOfJob whether it is a job's, and of more than the rows that were announced
   */
  protected void hasCommitted(boolean isOfJob) {}

  /** Throws {@link StorageUnavailable} where commits wait for what does not come. */
  public void checkCommits() {}

  /** Gives back the memory that {@link #mend} took for what is over now. */
  public void relax() {}

  /** What the database takes of the disk, in bytes. */
  public abstract long bytes();

  /** What its disk has left, in bytes; null where that is another machine's matter. */
  public abstract @Nullable Long free();

  /**
   * Answers a stranger's question, by rights and within limits that its text cannot change.
   *
   * @param grants know by whom questions are asked
   * @throws BadInput where it is not answered
   */
  public abstract Table answer(Question question, Grants grants);

  @Override
  public abstract void close();

  /** What is done before anything is read: it brings the tables up to date. */
  public final void beforeReading(Runnable settle) {
    settling = settle;
  }

  /** Brings the tables up to date; whoever connects by himself to read does this before. */
  public final void settle() {
    settling.run();
  }

  /** From now on commits are numbered; {@code heard} hears the number of each, once it is done. */
  public final void countCommits(LongConsumer heard) {
    committed = heard;
  }

  /** Reads within one snapshot, and within the thread's {@link ReadLimit} if it has one. */
  public final <T> T read(Function<Transaction, T> work) {
    settle();
    return readStored(work);
  }

  /**
   * Likewise, without waiting for what was acknowledged and is not in the tables yet. For those who
   * know that it does not matter.
   */
  public final <T> T readStored(Function<Transaction, T> work) {
    return reading(dialect.beginRead(), work);
  }

  /**
   * Likewise, of work that is one statement: a snapshot by itself, which needs no transaction to be
   * begun and ended around it.
   */
  public final <T> T readOnce(Function<Transaction, T> work) {
    return reading(null, work);
  }

  private <T> T reading(@Nullable String begin, Function<Transaction, T> work) {
    ReadLimit limit = ReadLimit.current();
    if (limit == null) {
      return repeatedly(begin, work, null);
    }
    try {
      return repeatedly(begin, transaction -> work.apply(transaction.within(limit)), null);
    } catch (StorageUnavailable e) {
      limit.check();
      throw e;
    }
  }

  /** Like {@link #read}, of work that answers nothing. */
  public final void look(Consumer<Transaction> work) {
    read(
        transaction -> {
          work.accept(transaction);
          return true;
        });
  }

  /** Adds rows, in one transaction; done again where another server was first. */
  public final <T> T write(Function<Transaction, T> work) {
    return inTurn(() -> writing(dialect.beginWrite(), work, false));
  }

  /** Like {@link #write}, of work that answers nothing. */
  public final void change(Consumer<Transaction> work) {
    write(
        transaction -> {
          work.accept(transaction);
          return true;
        });
  }

  /** Like {@link #write}, when nobody else adds rows; none of several servers does. */
  public final <T> T writeAlone(Function<Transaction, T> work) {
    return write(
        transaction -> {
          transaction.run(dialect.lockAlone());
          return work.apply(transaction);
        });
  }

  /** Like {@link #writeAlone}, of work that answers nothing. */
  public final void changeAlone(Consumer<Transaction> work) {
    change(
        transaction -> {
          transaction.run(dialect.lockAlone());
          work.accept(transaction);
        });
  }

  /** Does what {@link #write} would, and takes all of it back; waits for nobody's turn. */
  public final void tryToWrite(Consumer<Transaction> work) {
    try (Connection connection = connect()) {
      Transaction transaction = new Transaction(connection, dialect, this::expect);
      transaction.run(dialect.beginWrite());
      try {
        work.accept(transaction);
      } finally {
        rollback(transaction);
      }
    } catch (SQLException e) {
      throw unavailable(new SqlFault(e));
    } catch (SqlFault e) {
      throw unavailable(e);
    }
  }

  /** Like {@link #write}, but every statement sees one snapshot. */
  public final <T> T writeOnSnapshot(Function<Transaction, T> work) {
    settle();
    return inTurn(() -> writing(dialect.beginSnapshotWrite(), work, true));
  }

  private <T> T writing(String begin, Function<Transaction, T> work, boolean isOfJob) {
    T result = repeatedly(begin, work, committed);
    hasCommitted(isOfJob);
    return result;
  }

  private <T> T repeatedly(
      @Nullable String begin, Function<Transaction, T> work, @Nullable LongConsumer counting) {
    int races = 0;
    int mends = 0;
    while (true) {
      try {
        return begin == null ? once(work) : attempt(begin, work, counting);
      } catch (SqlFault e) {
        boolean again = e.isRace() ? ++races < ATTEMPTS : ++mends < MOST_MENDS && mend(e);
        if (!again) {
          throw unavailable(e);
        }
      }
    }
  }

  private <T> T once(Function<Transaction, T> work) {
    try (Connection connection = connect()) {
      return work.apply(new Transaction(connection, dialect, this::expect));
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  private <T> T attempt(
      String begin, Function<Transaction, T> work, @Nullable LongConsumer counting) {
    try (Connection connection = connect()) {
      Transaction transaction = new Transaction(connection, dialect, this::expect);
      transaction.run(begin);
      boolean done = false;
      try {
        T result = work.apply(transaction);
        long number = counting == null ? 0 : nextCommit(transaction);
        transaction.commit();
        done = true;
        if (counting != null) {
          counting.accept(number);
        }
        return result;
      } finally {
        if (!done) {
          rollback(transaction);
        }
      }
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  private static long nextCommit(Transaction transaction) {
    return transaction.one("SELECT nextval('domestik.commits')", row -> row.getLong(1));
  }

  /** The work's own fault is the one worth telling; a connection that is gone rolls back alone. */
  private static void rollback(Transaction transaction) {
    try {
      transaction.run("ROLLBACK");
    } catch (SqlFault e) {
      Log.LOGGER.fine(() -> "rollback: " + e.words());
    }
  }

  private static StorageUnavailable unavailable(SqlFault fault) {
    String cure =
        fault.isDamage() ? " (its file is damaged: docs/backup.md says how to restore a copy)" : "";
    return new StorageUnavailable("the database says: " + fault.words() + cure, fault);
  }
}
