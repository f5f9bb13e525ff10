// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.util.List;

/** Many rows for one table, given one after the other. Belongs to one thread. */
public interface RowSource {
  /** What a column holds. */
  enum Kind {
    INTEGER,
    BIGINT,
    REAL,
    TIME
  }

  /** A column by name. */
  record Column(String name, Kind kind) {}

  /** The columns that each row has a cell for, in the rows' order. */
  List<Column> columns();

  /** Writes the cells of the next row; false, and none is written, if there is no more. */
  boolean next(RowSink sink);

  /** Writes all that are left. */
  default void writeTo(RowSink sink) {
    boolean more = true;
    while (more) {
      more = next(sink);
    }
  }
}
