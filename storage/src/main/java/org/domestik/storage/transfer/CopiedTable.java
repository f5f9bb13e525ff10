// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.transfer;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowPages;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A table of the schema.
 *
 * @param columns what each holds, by its name and in the order of the table
 */
record CopiedTable(String name, Map<String, CellKind> columns) {
  /** A page is in memory once, and is one transaction of the store that is filled. */
  private static final int MOST_CELLS = 200_000;

  private static final int MOST_ROWS = 20_000;

  /** The names of all tables of a store, without its views. */
  static List<String> names(Transaction transaction) {
    return transaction.list(
        """
        SELECT table_name FROM information_schema.tables
        WHERE table_schema = 'domestik' AND table_type = 'BASE TABLE' ORDER BY table_name
        """,
        row -> row.getString(1));
  }

  /** Some tables of a store, in the order of their names. */
  static List<CopiedTable> of(Transaction transaction, Collection<String> names) {
    Map<String, CopiedTable> tables = new LinkedHashMap<>();
    transaction.each(
        """
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'domestik' ORDER BY table_name, ordinal_position
        """,
        row -> {
          String table = row.getString(1);
          if (names.contains(table)) {
            String column = row.getString(2);
            CellKind kind = CellKind.of(row.getString(3), "column " + table + "." + column);
            tables
                .computeIfAbsent(table, it -> new CopiedTable(it, new LinkedHashMap<>()))
                .columns
                .put(column, kind);
          }
        });
    return List.copyOf(tables.values());
  }

  /** What creates one like it, without an index. */
  String create() {
    return "CREATE TABLE %s (%s)"
        .formatted(
            Identifiers.table(name),
            columns.entrySet().stream()
                .map(it -> Identifiers.quoted(it.getKey()) + " " + it.getValue().type)
                .collect(joining(", ")));
  }

  long rows(Transaction transaction) {
    return transaction.one(
        "SELECT count(*) FROM " + Identifiers.table(name), row -> row.getLong(1));
  }

  /**
   * Copies all rows of the same table of another store, in as many transactions as they need; what
   * an attempt before left here goes first.
   *
   * @param copied hears how many rows came with each page
   */
  void fill(Database here, Transaction there, IntConsumer copied) {
    here.write(transaction -> transaction.execute("DELETE FROM " + Identifiers.table(name)));
    int size = Math.clamp(MOST_CELLS / columns.size(), 1, MOST_ROWS);
    Dialect dialect = there.dialect();
    String selected =
        columns.entrySet().stream()
            .map(it -> it.getValue().selected(dialect, Identifiers.quoted(it.getKey())))
            .collect(joining(", "));
    try (RowPages pages = dialect.pages(there, name, selected, size)) {
      while (true) {
        List<@Nullable Object[]> page = new ArrayList<>();
        if (!pages.next(row -> page.add(read(row)))) {
          return;
        }
        if (!page.isEmpty()) {
          here.change(transaction -> add(transaction, page));
          copied.accept(page.size());
        }
      }
    }
  }

  private @Nullable Object[] read(ResultSet row) throws SQLException {
    @Nullable Object[] cells = new Object[columns.size()];
    int column = 0;
    for (CellKind kind : columns.values()) {
      cells[column] = kind.read(row, column + 1);
      column++;
    }
    return cells;
  }

  private void add(Transaction transaction, List<@Nullable Object[]> page) {
    try (RowSink sink = transaction.sink(name, List.copyOf(columns.keySet()))) {
      for (@Nullable Object[] cells : page) {
        sink.beginRow();
        int column = 0;
        for (CellKind kind : columns.values()) {
          kind.write(cells[column++], sink);
        }
        sink.endRow();
      }
    }
  }
}
