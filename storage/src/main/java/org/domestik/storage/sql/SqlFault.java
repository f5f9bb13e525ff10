// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** An {@link SQLException} on its way out of a transaction's work; never leaves the package. */
public final class SqlFault extends RuntimeException {
  /** The state of a write that a server or a session refuses that may only read. */
  public static final String READ_ONLY = "25006";

  private static final long serialVersionUID = 1L;

  /** DuckDB's driver gives no state: only the first words tell. */
  private static final Pattern DUCKDB_OUTAGE =
      Pattern.compile(
          "(IO|FATAL|INTERNAL|Connection|Out of Memory|TransactionContext|Data Corruption) Error"
              + "|INTERRUPT");

  private static final Pattern DUCKDB_FULL =
      Pattern.compile("Out of Memory Error|(failed to|could not) (pin|allocate)");

  private final String state;

  public SqlFault(SQLException cause) {
    super(cause.getMessage(), cause);
    String code = cause.getSQLState();
    state = code == null ? "" : code;
  }

  /** Whether the same work may succeed when it is simply done again. */
  boolean isRace() {
    return switch (state) {
      // serialization failure, deadlock, unique violation (another server was first)
      case "40001", "40P01", "23505" -> true;
      // a prepared statement is older than a change of its table
      case "0A000" -> words().contains("cached plan");
      default -> false;
    };
  }

  /**
   * Whether the database cannot be reached, is going down, may only be read or lets others have its
   * tables for themselves, whatever was asked of it.
   */
  public boolean isOutage() {
    return state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("53")
        || state.equals(READ_ONLY)
        || state.equals("55P03");
  }

  /** Whether DuckDB's memory is used up: with more of it, the same work may succeed. */
  public boolean isTooLittleMemory() {
    return DUCKDB_FULL.matcher(words()).find();
  }

  /** Whether DuckDB refuses everything from now on, until its file is opened again. */
  public boolean isInvalidated() {
    return words().contains("database has been invalidated");
  }

  /** Whether the disk gave back something else than was written. */
  public boolean isDamage() {
    return words().contains("Corrupt database file");
  }

  /** Whether what was asked is wrong, rather than the database unable to answer just now. */
  public boolean isOfTheStatement() {
    return !isRace() && !isOutage() && !DUCKDB_OUTAGE.matcher(words()).lookingAt();
  }

  /** The five characters of SQL's standard; empty where the driver gives none. */
  public String state() {
    return state;
  }

  /**
   * The database's own words: of the first cause, without the additions below its first line, and
   * with what happened to the connection.
   */
  public String words() {
    Throwable first = this;
    while (first.getCause() instanceof SQLException cause && !cause.equals(first)) {
      first = cause;
    }
    String words = String.valueOf(first.getMessage()).lines().findFirst().orElse("");
    // That a connection is refused, the driver says by itself.
    return first.getCause() instanceof IOException broken
            && !(broken instanceof ConnectException)
            && broken.getMessage() != null
        ? words.replaceFirst("\\.$", "") + ": " + broken.getMessage()
        : words;
  }
}
