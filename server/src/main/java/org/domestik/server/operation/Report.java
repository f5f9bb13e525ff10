// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.storage.Storage;
import org.domestik.storage.Table;
import org.jspecify.annotations.Nullable;

/**
 * What an operation did or found, as a table.
 *
 * @param rows each as long as {@code columns}; cells are texts, instants, numbers, booleans, lists
 *     or null
 * @param cut where there is more: how much this is, such as "10000 rows"; null where it is all
 */
public record Report(
    List<String> columns, List<List<@Nullable Object>> rows, @Nullable String cut) {
  private static final int MAX_ROWS = 10_000;

  /** All there is. */
  public Report(List<String> columns, List<List<@Nullable Object>> rows) {
    this(columns, rows, null);
  }

  /** The answer to one SELECT, at most 10,000 rows and 4 MiB. */
  public static Report select(Storage storage, String sql) {
    Table table = storage.select(sql, MAX_ROWS);
    return new Report(table.columns(), table.rows(), table.cut());
  }

  /** The rows as maps in column order. */
  public List<Map<String, @Nullable Object>> maps() {
    List<Map<String, @Nullable Object>> maps = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        map.put(columns.get(i), row.get(i));
      }
      maps.add(map);
    }
    return maps;
  }

  /**
   * The table as a tree: {@code {"columns":[…],"rows":[[…]],"truncated":false}}; where it is true,
   * {@code "limit"} says how much is there.
   */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("columns", columns);
    document.put("rows", rows);
    document.put("truncated", cut != null);
    if (cut != null) {
      document.put("limit", cut);
    }
    return document;
  }

  /** Reads {@link #document()} back. */
  @SuppressWarnings("unchecked") // A server of ours wrote it, as the checks make sure.
  public static Report of(@Nullable Object document) {
    if (document instanceof Map<?, ?> map
        && map.get("columns") instanceof List<?> columns
        && map.get("rows") instanceof List<?> rows) {
      return new Report(
          columns.stream().map(Object::toString).toList(),
          (List<List<@Nullable Object>>) rows,
          Boolean.TRUE.equals(map.get("truncated")) ? String.valueOf(map.get("limit")) : null);
    }
    throw new BadInput("the server's answer is no table");
  }
}
