// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Distribution;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowPages;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.RowSource;
import org.domestik.storage.sql.SqlFault;
import org.domestik.storage.sql.Transaction;

/** PostgreSQL's SQL; several servers may use one database, so locks are the database's. */
final class PostgresDialect implements Dialect {
  /** "domestik" in ASCII, so that nobody else's advisory lock is meant. */
  private static final long LOCK = 0x646f6d657374696bL;

  /** Who has a table for himself must not keep senders waiting without a word. */
  private static final String PATIENCE = "SET LOCAL lock_timeout = '10s'";

  private final Distribution distribution;
  private volatile boolean distributed;

  PostgresDialect(Distribution distribution) {
    this.distribution = distribution;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public boolean isDistributed() {
    return distributed;
  }

  @Override
  public void learn(Transaction transaction) {
    distributed = new Spreading(transaction, distribution).isWanted();
  }

  @Override
  public String beginRead() {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" + CitusStatements.IN_TURN;
  }

  @Override
  public String beginWrite() {
    return "BEGIN ISOLATION LEVEL READ COMMITTED" + CitusStatements.IN_TURN;
  }

  @Override
  public String beginSnapshotWrite() {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ" + CitusStatements.IN_TURN;
  }

  @Override
  public boolean keepsPlans() {
    return true;
  }

  @Override
  public boolean findsByTime() {
    return false; // Its index is by host and series first.
  }

  @Override
  public String micros(String time) {
    return "(extract(epoch FROM " + time + ") * 1000000)::bigint";
  }

  @Override
  public String wholeDays(String time) {
    return micros(time) + " / 86400000000";
  }

  @Override
  public String wholeHours(String time) {
    return micros(time) + " / 3600000000";
  }

  @Override
  public String time(String micros) {
    // Not to_timestamp(): a double is not exact to the microsecond.
    return "(timestamptz 'epoch' + " + micros + " * interval '1 microsecond')";
  }

  @Override
  public String timeOfExtreme(String time, String number, boolean whole, int sign) {
    return "(array_agg(%1$s ORDER BY %2$s%3$s, %1$s) FILTER (WHERE %2$s IS NOT NULL))[1]"
        .formatted(time, number, sign > 0 ? "" : " DESC");
  }

  @Override
  public String lasts(String live, String series) {
    // By the index: all rows of a table need not be looked at.
    return """
        SELECT s.host, s.series, (
          SELECT max(%s) FROM %s l WHERE l.host = s.host AND l.series = s.series
        ) AS last FROM %s s\
        """
        .formatted(micros("l.sample_time"), live, series);
  }

  @Override
  public String finite(String number) {
    return "NULLIF(NULLIF(NULLIF(" + number + ", 'NaN'), 'Infinity'), '-Infinity')";
  }

  @Override
  public String times(String a, String b) {
    return "domestik.times(" + a + ", " + b + ")";
  }

  @Override
  public String over(String a, String b) {
    return "domestik.over(" + a + ", " + b + ")";
  }

  /**
   * A row must fit into a page of 8 KiB, and what is kept of a value takes 48 bytes of it. Of 168,
   * a row with one value missing would not: what says which are missing takes 127 bytes itself.
   */
  @Override
  public int mostArchived() {
    return 167;
  }

  /**
   * PostgreSQL fails where a result is beyond a double's range, and one odd sample would keep its
   * host from being archived for ever: these answer NULL instead.
   */
  @Override
  public List<String> functions() {
    String head =
        "CREATE OR REPLACE FUNCTION domestik.%s(a double precision, b double precision) RETURNS"
            + " double precision LANGUAGE sql IMMUTABLE STRICT AS ";
    return List.of(
        head.formatted("times")
            + "$$ SELECT CASE WHEN a = 0 OR b = 0 THEN 0"
            + " WHEN log(abs(a)) + log(abs(b)) BETWEEN -290 AND 290 THEN a * b END $$",
        head.formatted("over")
            + "$$ SELECT CASE WHEN b = 0 THEN NULL WHEN a = 0 THEN 0"
            + " WHEN log(abs(a)) - log(abs(b)) BETWEEN -290 AND 290 THEN a / b END $$");
  }

  @Override
  public String onlyOf(String column, IntStream hosts) {
    return distributed
        ? hosts
            .sorted()
            .distinct()
            .mapToObj(Integer::toString)
            .collect(joining(", ", " AND " + column + " IN (", ")"))
        : "";
  }

  @Override
  public String merge(
      String table,
      List<String> key,
      List<String> columns,
      String select,
      String near,
      List<String> updates) {
    return "INSERT INTO %s AS t (%s) %s ON CONFLICT (%s) DO UPDATE SET %s"
        .formatted(
            Identifiers.table(table),
            Identifiers.list(columns),
            select,
            String.join(", ", key),
            String.join(", ", updates));
  }

  @Override
  public String newRow() {
    return "excluded";
  }

  @Override
  public List<String> index(String table, List<String> columns, boolean unique) {
    return IndexStatements.create(table, columns, unique);
  }

  @Override
  public List<String> partIndex(String table, List<String> columns, String where) {
    return IndexStatements.createOfPart(table, columns, where);
  }

  @Override
  public List<String> timeIndex(String table) {
    return IndexStatements.createByTime(table);
  }

  @Override
  public List<String> withoutTimeIndex(Transaction transaction, List<String> tables) {
    Set<String> there =
        Set.copyOf(
            transaction.list(
                "SELECT indexname FROM pg_indexes WHERE schemaname = 'domestik'",
                row -> row.getString(1)));
    return tables.stream()
        .filter(table -> !there.contains(IndexStatements.nameByTime(table)))
        .toList();
  }

  @Override
  public List<String> dropIndex(String table) {
    return IndexStatements.drop(table);
  }

  @Override
  public List<String> byHost(String table) {
    return distributed ? CitusStatements.byHost(table, distribution.shards()) : List.of();
  }

  @Override
  public List<String> everywhere(String table) {
    return distributed ? CitusStatements.everywhere(table) : List.of();
  }

  @Override
  public List<String> rename(String table, String other) {
    return IndexStatements.rename(table, other);
  }

  @Override
  public List<String> ownTables() {
    // Who may read the views; with a password: whom this store created to ask questions by.
    return List.of(
        "CREATE TABLE IF NOT EXISTS domestik.reader (role TEXT NOT NULL, password TEXT)");
  }

  @Override
  public List<String> promise() {
    // A commit waits for its own record on a standby, and so for all before; one without does not.
    return List.of("SELECT pg_logical_emit_message(true, 'domestik', '')");
  }

  @Override
  public List<String> lockShared() {
    return List.of(PATIENCE, "SELECT pg_advisory_xact_lock_shared(" + LOCK + ")");
  }

  @Override
  public List<String> lockSoon(List<String> tables) {
    return List.of(
        "SET LOCAL lock_timeout = '1s'",
        "SET LOCAL statement_timeout = '2s'",
        "LOCK TABLE "
            + String.join(", ", tables.stream().map(Identifiers::table).toList())
            + " IN ROW EXCLUSIVE MODE");
  }

  @Override
  public List<String> lockAlone() {
    return List.of(PATIENCE, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
  }

  @Override
  public List<String> lockTable(String table) {
    // LOCK takes no snapshot: the transaction's snapshot is younger than whoever held the lock.
    return List.of("LOCK TABLE " + Identifiers.table(table) + " IN SHARE ROW EXCLUSIVE MODE");
  }

  @Override
  public long liveBytes(ProbeDescription description) {
    return 76
        + 8L
            * description
                .values()
                .size(); // A row header, three numbers and the index entry, before any value.
  }

  @Override
  public long bucketBytes(ProbeDescription description) {
    return 72 + 48L * (description.values().size() + description.derived().size());
  }

  @Override
  public String last(String number, String order) {
    return "(array_agg(%1$s ORDER BY %2$s DESC) FILTER (WHERE %1$s IS NOT NULL))[1]"
        .formatted(number, order);
  }

  /** A join would read all of a large table rather than its index for some thousand rows. */
  @Override
  public List<String> lookUps(boolean begin) {
    if (distributed) {
      return List.of(); // Its workers look up what they are asked for, by plans of their own.
    }
    String off = begin ? "off" : "on";
    return List.of("SET LOCAL enable_hashjoin = " + off + "; SET LOCAL enable_mergejoin = " + off);
  }

  @Override
  public void stage(Connection connection, String table, RowSource source) {
    List<String> columns = new ArrayList<>();
    for (RowSource.Column column : source.columns()) {
      columns.add(
          Identifiers.quoted(column.name())
              + switch (column.kind()) {
                case INTEGER -> " INTEGER";
                case BIGINT -> " BIGINT";
                case REAL -> " DOUBLE PRECISION";
                case TIME -> " TIMESTAMPTZ";
              });
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE " + table + " (" + String.join(", ", columns) + ")");
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
    List<String> names = source.columns().stream().map(RowSource.Column::name).toList();
    try (RowSink sink = new CopySink(connection, table, names)) {
      source.writeTo(sink);
    }
  }

  @Override
  public RowPages pages(Transaction transaction, String table, String columns, int size) {
    return new PagesByCursor(transaction, table, columns, size);
  }

  @Override
  public RowSink sink(Connection connection, String table, List<String> columns) {
    return new CopySink(connection, Identifiers.table(table), columns);
  }
}
