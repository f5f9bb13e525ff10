// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.notices;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Many rows of a small table at once: thousands of alerts may change in one look. */
final class Bulk {
  /** As many arguments as a statement gets. */
  private static final int AT_ONCE = 1_000;

  private Bulk() {}

  /** Deletes the rows that have one of some ids; {@code id}: what makes it of a row. */
  static void delete(Transaction transaction, String table, String id, List<String> ids) {
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
      transaction.execute(
          "DELETE FROM domestik.%s WHERE %s IN (%s)"
              .formatted(table, id, String.join(", ", Collections.nCopies(some.size(), "?"))),
          some.toArray());
    }
  }

  /** Adds rows, which all have the same columns. */
  static void insert(
      Transaction transaction, String table, List<Map<String, @Nullable Object>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (RowSink sink = transaction.sink(table, List.copyOf(rows.getFirst().keySet()))) {
      for (Map<String, @Nullable Object> row : rows) {
        sink.beginRow();
        row.values().forEach(cell -> write(sink, cell));
        sink.endRow();
      }
    }
  }

  private static void write(RowSink sink, @Nullable Object cell) {
    switch (cell) {
      case null -> sink.missing();
      case String text -> sink.text(text);
      case Long number -> sink.bigint(number);
      case Integer number -> sink.integer(number);
      case Double number -> sink.real(number);
      case Boolean flag -> sink.bool(flag);
      case Instant time -> sink.time(Times.micros(time));
      default -> throw new IllegalArgumentException(cell.getClass() + " is no cell");
    }
  }
}
