// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.domestik.storage.sql.Transaction;

/** What PostgreSQL has of Domestik's tables, and which of them its vacuum does not keep up with. */
final class PostgresUpkeep {
  private static final double MIB = 1 << 20;

  /** Below this a table is not worth a word. */
  private static final long FEW_ROWS = 100_000;

  /** By default vacuum begins at a fifth; archive makes half of a live table dead at once. */
  private static final double MOST_DEAD = 0.75;

  /** A part of the age at which PostgreSQL vacuums whatever else is to be done. */
  private static final double MOST_AGED = 1.2;

  /** What vacuum keeps of a dead row in its memory, before PostgreSQL 17. */
  private static final int BYTES_OF_DEAD = 6;

  private static final int PASSES = 3;

  private PostgresUpkeep() {}

  /** In lines for people; what is to be done begins with {@code look}. */
  static List<String> of(Transaction transaction) {
    List<String> lines = new ArrayList<>();
    List<TableState> tables = new ArrayList<>();
    lines.add(
        transaction.one(
            """
            SELECT coalesce(sum(pg_table_size(c.oid)) FILTER (WHERE c.relname ~ '^live_'), 0),
              coalesce(sum(pg_indexes_size(c.oid)) FILTER (WHERE c.relname ~ '^live_'), 0),
              coalesce(sum(pg_total_relation_size(c.oid)) FILTER (WHERE c.relname ~ '^buckets_'), 0),
              coalesce(sum(pg_total_relation_size(c.oid)), 0)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'domestik' AND c.relkind = 'r'
            """,
            row ->
                String.format(
                    Locale.ROOT,
                    "PostgreSQL has %,.0f MiB: live tables %,.0f and their indexes %,.0f, archive"
                        + " %,.0f",
                    row.getLong(4) / MIB,
                    row.getLong(1) / MIB,
                    row.getLong(2) / MIB,
                    row.getLong(3) / MIB)));
    transaction.each(
        """
        SELECT t.relname, t.n_live_tup, t.n_dead_tup,
          coalesce(greatest(t.last_vacuum, t.last_autovacuum)::date::text, 'never'),
          age(c.relfrozenxid)::float8 / current_setting('autovacuum_freeze_max_age')::float8,
          (SELECT coalesce(nullif(w.setting::bigint, -1), m.setting::bigint) * 1024
            FROM pg_settings w, pg_settings m
            WHERE w.name = 'autovacuum_work_mem' AND m.name = 'maintenance_work_mem'),
          current_setting('server_version_num')::integer >= 170000
        FROM pg_stat_user_tables t JOIN pg_class c ON c.oid = t.relid
        WHERE t.schemaname = 'domestik'
        ORDER BY t.relname
        """,
        row -> tables.add(table(row)));
    lines.addAll(lines(tables));
    return lines;
  }

  /** What is to be done about them, and how far the largest is from what vacuum takes. */
  static List<String> lines(List<TableState> tables) {
    List<String> lines = new ArrayList<>();
    tables.forEach(table -> lines.addAll(table.lines()));
    tables.stream()
        .filter(table -> table.name().startsWith("live_") && table.passes() < PASSES)
        .max(Comparator.comparingLong(TableState::dayOfRows))
        .ifPresent(table -> lines.add(table.outlook()));
    return lines;
  }

  private static TableState table(ResultSet row) throws SQLException {
    return new TableState(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getString(4),
        row.getDouble(5),
        row.getBoolean(7) ? Long.MAX_VALUE : row.getLong(6));
  }

  /**
   * What PostgreSQL counts of a table.
   *
   * @param vacuumed the day it last was, or "never"
   * @param age of its oldest row, as a part of that at which it is vacuumed whatever is to be done
   * @param memory of a vacuum, in bytes; without an end where dead rows take next to none of it
   */
  record TableState(String name, long live, long dead, String vacuumed, double age, long memory) {
    /** What is to be done about it. */
    List<String> lines() {
      List<String> lines = new ArrayList<>();
      if (dead > FEW_ROWS && dead > MOST_DEAD * (live + dead)) {
        lines.add(
            String.format(
                Locale.ROOT,
                "look: %s has %,d dead rows beside %,d, last vacuumed: %s; autovacuum does not keep"
                    + " up: VACUUM domestik.%s, and see whether a transaction stays open",
                name,
                dead,
                live,
                vacuumed,
                name));
      }
      if (age > MOST_AGED) {
        lines.add(
            "look: %1$s is far beyond autovacuum_freeze_max_age: VACUUM (FREEZE) domestik.%1$s"
                .formatted(name));
      }
      if (name.startsWith("live_") && passes() >= PASSES) {
        lines.add(
            "look: a vacuum of %s reads its index %d times, as a day of dead rows does not fit into"
                    .formatted(name, passes() + 1)
                + " autovacuum_work_mem: set that to 1GB");
      }
      return lines;
    }

    /** A day of two is dead after archive. */
    long dayOfRows() {
      return (live + dead) / 2;
    }

    long passes() {
      return dayOfRows() * BYTES_OF_DEAD / memory;
    }

    /** Of a table that vacuum keeps up with; nothing is kept of how many rows there once were. */
    String outlook() {
      String most =
          String.format(
              Locale.ROOT, "vacuum: %s, the largest, has %,d rows a day", name, dayOfRows());
      if (memory == Long.MAX_VALUE || dayOfRows() == 0) {
        return most + ": it fits into its memory, and at what comes now always will";
      }
      return String.format(
          Locale.ROOT,
          "%s of %,d that fit into autovacuum_work_mem in %d passes: it outgrows that at %,d times"
              + " as many, and at what comes now never",
          most,
          PASSES * memory / BYTES_OF_DEAD,
          PASSES,
          PASSES * memory / BYTES_OF_DEAD / dayOfRows());
    }
  }
}
