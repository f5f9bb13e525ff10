// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.domestik.model.description.ProbeDescription;

/** What the two stores say differently in SQL, and how each takes many rows at once. */
public interface Dialect {
  /** Whether several servers may use one database. */
  boolean isShared();

  /**
   * Whether rows of hosts are on several machines: statements join only what has the same host, and
   * no subquery may look up something for each of its rows.
   */
  default boolean isDistributed() {
    return false;
  }

  /**
   * Finds out once what the database is, before it gets what tables it lacks.
   *
   * @throws org.domestik.model.BadInput where that is not what the configuration wants
   */
  default void learn(Transaction transaction) {}

  /** Begins a transaction that sees one snapshot and changes nothing. */
  String beginRead();

  /** Begins a transaction that adds; its statements see what others commit meanwhile. */
  String beginWrite();

  /** Begins a transaction whose statements all see one snapshot. */
  String beginSnapshotWrite();

  /**
   * Whether the plan of a prepared statement is kept for when its text comes again. If not, it is
   * planned twice: to prepare it, and to run it.
   */
  boolean keepsPlans();

  /** Whether rows of a span of time are found without a look at all others of their host. */
  boolean findsByTime();

  /** The microseconds since 1970 of a TIMESTAMPTZ, as BIGINT. */
  String micros(String time);

  /** The whole days since 1970 in UTC of a TIMESTAMPTZ, as BIGINT. */
  String wholeDays(String time);

  /** The whole hours since 1970 of a TIMESTAMPTZ, as BIGINT. */
  String wholeHours(String time);

  /** The TIMESTAMPTZ of microseconds since 1970. */
  String time(String micros);

  /** Likewise, of a number of them. */
  default String time(long micros) {
    return time(Long.toString(micros));
  }

  /** An instant as TIMESTAMPTZ. */
  default String instant(Instant instant) {
    return time(Times.micros(instant));
  }

  /**
   * The earliest time at which a number was at its least ({@code sign} +1) or greatest (-1).
   *
   * @param whole whether the number is a BIGINT rather than a double
   */
  String timeOfExtreme(String time, String number, boolean whole, int sign);

  /** The product of two doubles, which may be beyond their range. */
  String times(String a, String b);

  /** The quotient of two doubles, NULL for the divisor 0; may be beyond their range. */
  String over(String a, String b);

  /** How many values and derived values a table of buckets can have. */
  int mostArchived();

  /** What these need beside tables. */
  List<String> functions();

  /** What creates the tables that only this store has, where they are not there yet. */
  List<String> ownTables();

  /** Those of them that have rows of hosts, by their number in a column {@code host}. */
  default List<String> ownTablesOfHosts() {
    return List.of();
  }

  /** A number, or NULL where it is infinite or not a number. */
  String finite(String number);

  /** A number, or a text of one in quotes, as a double. */
  default String real(String number) {
    return "CAST(" + number + " AS DOUBLE PRECISION)";
  }

  /**
   * What a join implies of the rows of a table, where the store has to be told lest it look at all
   * of them: conditions after others, each with its AND; empty where it finds out by itself.
   */
  default String implied(String... conditions) {
    return "";
  }

  /**
   * Likewise, that rows are of some hosts, whose numbers a column has: a store of several machines
   * asks those of theirs only.
   */
  default String onlyOf(String column, IntStream hosts) {
    return "";
  }

  /**
   * Inserts rows, or changes those already there: {@code t} is the row there.
   *
   * @param select gives the columns in order
   * @param near what is {@link #implied} of the rows there
   * @param updates assignments over {@code t} and {@link #newRow}
   */
  String merge(
      String table,
      List<String> key,
      List<String> columns,
      String select,
      String near,
      List<String> updates);

  /** The name of the row a {@link #merge} would insert. */
  String newRow();

  /** What makes a table of many rows quick to search; empty where the store does so by itself. */
  List<String> index(String table, List<String> columns, boolean unique);

  /** The same of some rows of a table that has many others. */
  List<String> partIndex(String table, List<String> columns, String where);

  /**
   * What lets the newest rows of all series be found without a look at all others, where rows come
   * by time; empty where the store does so by itself.
   */
  default List<String> timeIndex(String table) {
    return List.of();
  }

  /** Those of the schema's tables that {@link #timeIndex} would add something to. */
  default List<String> withoutTimeIndex(Transaction transaction, List<String> tables) {
    return List.of();
  }

  /** What drops the index of a table that has one, so that another can take its name. */
  List<String> dropIndex(String table);

  /**
   * Puts the rows of a new table where those of the same {@code host} are of other such tables;
   * empty where one machine has all of them.
   */
  default List<String> byHost(String table) {
    return List.of();
  }

  /** Puts the rows of a new table wherever there are rows of hosts; empty likewise. */
  default List<String> everywhere(String table) {
    return List.of();
  }

  /** Gives what goes by the name of a table, beside it, the name that it has for another one. */
  List<String> rename(String table, String other);

  /**
   * What makes a commit that changes nothing wait for what is promised of others: what it found may
   * not be everywhere yet where it has to be; empty where a commit that is seen is durable.
   */
  default List<String> promise() {
    return List.of();
  }

  /** Lets several transactions add rows while no {@link #lockAlone} is held. */
  List<String> lockShared();

  /** Waits until nobody adds rows, and lets nobody begin to. */
  List<String> lockAlone();

  /** Within a write: fails soon rather than wait long, for locks on these tables as for others. */
  List<String> lockSoon(List<String> tables);

  /** Lets one transaction at a time change a table; readers and the snapshot are unaffected. */
  List<String> lockTable(String table);

  /** About how many bytes a live row takes on disk. */
  long liveBytes(ProbeDescription description);

  /** About how many bytes a bucket takes on disk. */
  long bucketBytes(ProbeDescription description);

  /** Opens a table to be read as a whole; {@code columns} is what is selected of each row. */
  RowPages pages(Transaction transaction, String table, String columns, int size);

  /** Opens a table for many rows. */
  RowSink sink(Connection connection, String table, List<String> columns);

  /** The last number of several rows that is not NULL, in the order of another column. */
  String last(String number, String order);

  /** Makes a temporary table of all rows of a source. */
  void stage(Connection connection, String table, RowSource source);

  /**
   * What a statement that looks up few rows among many is to be planned by, before it and after.
   */
  default List<String> lookUps(boolean begin) {
    return List.of();
  }

  /**
   * A SELECT of {@code host}, {@code series} and {@code last}: the time of a series' last row in a
   * live table, in microseconds; series without a row may be missing.
   */
  default String lasts(String live, String series) {
    return """
        SELECT host, series, max(%s) AS last FROM %s GROUP BY host, series\
        """
        .formatted(micros("sample_time"), live);
  }

  /** Adds all rows of a source to a table. */
  default void insert(Connection connection, String table, RowSource source) {
    List<String> columns = source.columns().stream().map(RowSource.Column::name).toList();
    try (RowSink sink = sink(connection, table, columns)) {
      source.writeTo(sink);
    }
  }
}
