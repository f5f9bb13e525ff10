// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import java.sql.Connection;
import java.util.List;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowPages;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.RowSource;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Transaction;

/** DuckDB's SQL. One process owns the file and one lock its writes, so nothing locks in SQL. */
final class DuckDbDialect implements Dialect {
  /** 2 to the 60: more than any time has microseconds, and a BIGINT times it is a HUGEINT still. */
  private static final String TIMES = "1152921504606846976 :: HUGEINT";

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public String beginRead() {
    return "BEGIN TRANSACTION READ ONLY";
  }

  @Override
  public String beginWrite() {
    return "BEGIN TRANSACTION";
  }

  @Override
  public String beginSnapshotWrite() {
    return "BEGIN TRANSACTION";
  }

  @Override
  public boolean keepsPlans() {
    return false;
  }

  @Override
  public boolean findsByTime() {
    return true; // It knows the least and the greatest time of each stretch of a table.
  }

  @Override
  public String micros(String time) {
    return "epoch_us(" + time + ")";
  }

  @Override
  public String wholeDays(String time) {
    return micros(time) + " // 86400000000";
  }

  @Override
  public String wholeHours(String time) {
    return micros(time) + " // 3600000000";
  }

  @Override
  public String time(String micros) {
    return "make_timestamptz(" + micros + ")";
  }

  @Override
  public String timeOfExtreme(String time, String number, boolean whole, int sign) {
    if (whole) {
      return timeOfWhole(time, number, sign);
    }
    // The time is part of what is compared, so that of equal numbers the first counts. No FILTER:
    // for each one DuckDB sets vectors aside for all columns of the SELECT.
    String compared = sign > 0 ? time : "-epoch_us(" + time + ")";
    return "arg_%s(%s, CASE WHEN %s IS NOT NULL THEN (%s, %s) END)"
        .formatted(sign > 0 ? "min" : "max", time, number, number, compared);
  }

  /**
   * Of integers, as above but in a fifth of the time: number and time make one number of 128 bits,
   * of which the least has both.
   */
  private String timeOfWhole(String time, String number, int sign) {
    String extreme = (sign > 0 ? "min(" : "max(") + number;
    String upper = " :: HUGEINT * " + TIMES;
    String first = extreme + upper + (sign > 0 ? " + " : " - ") + micros(time) + ")";
    String rest = first + " - " + extreme + ")" + upper;
    return time("CAST((" + rest + ")" + (sign > 0 ? "" : " * -1") + " AS BIGINT)");
  }

  @Override
  public String times(String a, String b) {
    return "(" + a + " * " + b + ")";
  }

  @Override
  public String over(String a, String b) {
    return "(" + a + " / NULLIF(" + b + ", 0))";
  }

  @Override
  public int mostArchived() {
    return Integer.MAX_VALUE;
  }

  @Override
  public List<String> functions() {
    return List.of();
  }

  @Override
  public String finite(String number) {
    return "CASE WHEN isfinite(" + number + ") THEN " + number + " END";
  }

  @Override
  public String implied(String... conditions) {
    return " AND " + String.join(" AND ", conditions);
  }

  @Override
  public String merge(
      String table,
      List<String> key,
      List<String> columns,
      String select,
      String near,
      List<String> updates) {
    List<String> quoted = columns.stream().map(Identifiers::quoted).toList();
    String list = String.join(", ", quoted);
    return """
        MERGE INTO %s AS t USING (SELECT * FROM (%s) s(%s)) AS n ON (%s%s)
        WHEN MATCHED THEN UPDATE SET %s
        WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)
        """
        .formatted(
            Identifiers.table(table),
            select,
            list,
            String.join(" AND ", key.stream().map(it -> "t." + it + " = n." + it).toList()),
            near,
            String.join(", ", updates),
            list,
            String.join(", ", quoted.stream().map(column -> "n." + column).toList()));
  }

  @Override
  public String newRow() {
    return "n";
  }

  @Override
  public List<String> index(String table, List<String> columns, boolean unique) {
    return List.of();
  }

  @Override
  public List<String> partIndex(String table, List<String> columns, String where) {
    return List.of();
  }

  @Override
  public List<String> dropIndex(String table) {
    return List.of();
  }

  @Override
  public List<String> rename(String table, String other) {
    return List.of(
        """
        UPDATE domestik.clustered SET mark = '%2$s' || substr(mark, %3$s)
        WHERE mark = '%1$s' OR starts_with(mark, '%1$s of ')
        """
            .formatted(table, other, table.length() + 1));
  }

  @Override
  public List<String> ownTables() {
    return List.of(
        // The journal's last turn that is in the tables; the number that its files know us by.
        """
        CREATE TABLE IF NOT EXISTS domestik.journal (
          applied BIGINT NOT NULL, database BIGINT NOT NULL
        )
        """,
        """
        INSERT INTO domestik.journal SELECT 0, CAST(random() * 9e18 AS BIGINT)
        WHERE NOT EXISTS (SELECT * FROM domestik.journal)
        """,
        // What was acknowledged and is gone, as far as it is known.
        """
        CREATE TABLE IF NOT EXISTS domestik.lost (
          host INTEGER, probe INTEGER, first TIMESTAMPTZ, last TIMESTAMPTZ,
          samples BIGINT NOT NULL, cause TEXT NOT NULL, found TIMESTAMPTZ NOT NULL
        )
        """,
        // Deliveries that need several transactions: how many of a probe's samples are there, or,
        // beside its number below zero, of its buckets.
        """
        CREATE TABLE IF NOT EXISTS domestik.part (
          host INTEGER NOT NULL, boot TEXT NOT NULL, sequence BIGINT NOT NULL,
          digest TEXT NOT NULL, probe INTEGER NOT NULL, samples INTEGER NOT NULL
        )
        """,
        // Rows that a probe's table does not take, as a record of the journal.
        """
        CREATE TABLE IF NOT EXISTS domestik.aside (
          host INTEGER NOT NULL, probe INTEGER NOT NULL, count BIGINT NOT NULL,
          record BLOB NOT NULL, reason TEXT, since TIMESTAMPTZ NOT NULL
        )
        """,
        // Numbers all commits: what a cut log lost is missed by them.
        "CREATE SEQUENCE IF NOT EXISTS domestik.commits",
        // Up to when a series' rows of a table were moved into the order of series.
        """
        CREATE TABLE IF NOT EXISTS domestik.clustered (
          mark TEXT NOT NULL, host INTEGER NOT NULL, series INTEGER NOT NULL,
          until TIMESTAMPTZ NOT NULL
        )
        """);
  }

  @Override
  public List<String> ownTablesOfHosts() {
    return List.of("clustered", "lost", "part", "aside");
  }

  @Override
  public List<String> lockShared() {
    return List.of();
  }

  @Override
  public List<String> lockSoon(List<String> tables) {
    return List.of();
  }

  @Override
  public List<String> lockAlone() {
    return List.of();
  }

  @Override
  public List<String> lockTable(String table) {
    return List.of();
  }

  @Override
  public long liveBytes(ProbeDescription description) {
    return 2
        + 2L * description.values().size(); // Measured: columns compress to about 2 bytes a number.
  }

  @Override
  public long bucketBytes(ProbeDescription description) {
    return 4 + 9L * (description.values().size() + description.derived().size());
  }

  @Override
  public RowPages pages(Transaction transaction, String table, String columns, int size) {
    return new PagesByNumber(transaction, table, columns, size);
  }

  @Override
  public RowSink sink(Connection connection, String table, List<String> columns) {
    return new AppenderSink(connection, table, SqlFault::new);
  }

  @Override
  public String last(String number, String order) {
    return "arg_max(" + number + ", " + order + ")";
  }

  @Override
  public void stage(Connection connection, String table, RowSource source) {
    RowFunction.stage(connection, table, source);
  }

  @Override
  public void insert(Connection connection, String table, RowSource source) {
    RowFunction.insert(connection, table, source);
  }
}
