// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.util.List;
import org.domestik.storage.sql.Identifiers;

/** What makes and renames the indexes of PostgreSQL's tables: one each, and one on time of some. */
final class IndexStatements {
  private IndexStatements() {}

  static List<String> create(String table, List<String> columns, boolean unique) {
    return List.of(
        "CREATE %sINDEX IF NOT EXISTS %s ON %s (%s)"
            .formatted(
                unique ? "UNIQUE " : "",
                Identifiers.quoted(name(table)),
                Identifiers.table(table),
                Identifiers.list(columns)));
  }

  static List<String> createOfPart(String table, List<String> columns, String where) {
    return List.of(
        "CREATE INDEX IF NOT EXISTS %s ON %s (%s) WHERE %s"
            .formatted(
                Identifiers.quoted("p_" + table),
                Identifiers.table(table),
                Identifiers.list(columns),
                where));
  }

  static List<String> createByTime(String table) {
    // The least and greatest time of each 256 KiB: next to nothing to keep, and to keep up to date.
    return List.of(
        """
        CREATE INDEX IF NOT EXISTS %s ON %s USING brin (sample_time)
        WITH (pages_per_range = 32, autosummarize = on)"""
            .formatted(Identifiers.quoted(nameByTime(table)), Identifiers.table(table)));
  }

  static List<String> drop(String table) {
    return List.of("DROP INDEX IF EXISTS " + Identifiers.table(name(table)));
  }

  /** Gives them the names that those of another table would have. */
  static List<String> rename(String table, String other) {
    return List.of(
        rename("ALTER INDEX ", name(table), name(other)),
        rename("ALTER INDEX IF EXISTS ", nameByTime(table), nameByTime(other)));
  }

  private static String rename(String alter, String name, String other) {
    return alter + Identifiers.table(name) + " RENAME TO " + Identifiers.quoted(other);
  }

  private static String name(String table) {
    return "i_" + table;
  }

  static String nameByTime(String table) {
    return "t_" + table;
  }
}
