// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.transfer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.domestik.model.BadInput;
import org.domestik.storage.sql.Dialect;
import org.domestik.storage.sql.RowSink;
import org.jspecify.annotations.Nullable;

/** What a column holds, under the names that the stores have for it. */
enum CellKind {
  INTEGER("INTEGER"),
  BIGINT("BIGINT"),
  REAL("DOUBLE PRECISION"),
  BOOL("BOOLEAN"),
  TEXT("TEXT"),
  TIME("TIMESTAMPTZ");

  /** As a column is declared, in both stores. */
  final String type;

  CellKind(String type) {
    this.type = type;
  }

  /**
   * What a store calls by a name.
   *
   * @param where the column, for a fault
   * @throws BadInput for a type that no table of this schema has
   */
  static CellKind of(String type, String where) {
    return switch (type.toUpperCase(Locale.ROOT)) {
      case "INTEGER" -> INTEGER;
      case "BIGINT" -> BIGINT;
      case "DOUBLE", "DOUBLE PRECISION" -> REAL;
      case "BOOLEAN" -> BOOL;
      case "TEXT", "VARCHAR", "CHARACTER VARYING" -> TEXT;
      case "TIMESTAMP WITH TIME ZONE" -> TIME;
      default -> throw new BadInput(where + " has the type " + type + ", which is not copied");
    };
  }

  /** What is selected, so that {@link #read} can take it. */
  String selected(Dialect dialect, String column) {
    return this == TIME ? dialect.micros(column) : column;
  }

  /** A cell of the row that is read; null where it has nothing. */
  @Nullable Object read(ResultSet row, int column) throws SQLException {
    Object cell =
        switch (this) {
          case INTEGER -> row.getInt(column);
          case BIGINT, TIME -> row.getLong(column);
          case REAL -> row.getDouble(column);
          case BOOL -> row.getBoolean(column);
          case TEXT -> row.getString(column);
        };
    return row.wasNull() ? null : cell;
  }

  /** Adds what {@link #read} took. */
  void write(@Nullable Object cell, RowSink sink) {
    if (cell == null) {
      sink.missing();
      return;
    }
    switch (this) {
      case INTEGER -> sink.integer((Integer) cell);
      case BIGINT -> sink.bigint((Long) cell);
      case REAL -> sink.real((Double) cell);
      case BOOL -> sink.bool((Boolean) cell);
      case TEXT -> sink.text((String) cell);
      case TIME -> sink.time((Long) cell);
    }
  }
}
