// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's SQL; several servers may use one database, so locks are the database's. */
final class PostgresDialect implements Dialect {
  /** "domestik" in ASCII, so that nobody else's advisory lock is meant. */
  private static final long LOCK = 0x646f6d657374696bL;

  @Override
  public String beginRead() {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  }

  @Override
  public String beginWrite() {
    return "BEGIN ISOLATION LEVEL READ COMMITTED";
  }

  @Override
  public String beginSnapshotWrite() {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ";
  }

  @Override
  public String micros(String time) {
    return "(extract(epoch FROM " + time + ") * 1000000)::bigint";
  }

  @Override
  public String time(String micros) {
    // Not to_timestamp(): a double is not exact to the microsecond.
    return "(timestamptz 'epoch' + " + micros + " * interval '1 microsecond')";
  }

  @Override
  public String timeOfExtreme(String time, String number, int sign) {
    return "(array_agg("
        + time
        + " ORDER BY "
        + number
        + (sign > 0 ? ", " : " DESC, ")
        + time
        + ") FILTER (WHERE "
        + number
        + " IS NOT NULL))[1]";
  }

  @Override
  public String finite(String number) {
    return number; // PostgreSQL fails on overflow instead of answering with infinity.
  }

  @Override
  public List<String> index(String table, List<String> columns, boolean unique) {
    List<String> quoted = new ArrayList<>();
    columns.forEach(column -> quoted.add(Layout.quoted(column)));
    return List.of(
        "CREATE "
            + (unique ? "UNIQUE " : "")
            + "INDEX IF NOT EXISTS "
            + Layout.quoted("i_" + table)
            + " ON "
            + Layout.table(table)
            + " ("
            + String.join(", ", quoted)
            + ")");
  }

  @Override
  public List<String> lockShared() {
    return List.of("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")");
  }

  @Override
  public List<String> lockAlone() {
    return List.of("SELECT pg_advisory_xact_lock(" + LOCK + ")");
  }

  @Override
  public List<String> lockTable(String table) {
    // LOCK takes no snapshot: the transaction's snapshot is younger than whoever held the lock.
    return List.of("LOCK TABLE " + Layout.table(table) + " IN SHARE ROW EXCLUSIVE MODE");
  }

  @Override
  public RowSink sink(Connection connection, String table, List<String> columns) {
    return new CopySink(connection, table, columns);
  }
}
