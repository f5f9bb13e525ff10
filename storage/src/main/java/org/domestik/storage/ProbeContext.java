// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Probe} may do with the database: insert, select, delete and define tables, all
 * within the one transaction of the call it was given to, and never with a value inside SQL text.
 */
public interface ProbeContext {

  /** Inserts one row: column names to texts, numbers, instants or null. */
  void insert(String table, Map<String, ? extends @Nullable Object> row);

  /**
   * Selects rows of a table.
   *
   * @param where column names to the value they must equal
   * @param orderBy columns, ascending
   */
  List<Map<String, @Nullable Object>> select(
      String table,
      List<String> columns,
      Map<String, ? extends @Nullable Object> where,
      List<String> orderBy);

  /** Runs a statement with {@code ?} for each argument; returns the rows it changed. */
  long execute(String sql, @Nullable Object... arguments);

  /** Runs a SELECT with {@code ?} for each argument. */
  List<Map<String, @Nullable Object>> query(String sql, @Nullable Object... arguments);
}
