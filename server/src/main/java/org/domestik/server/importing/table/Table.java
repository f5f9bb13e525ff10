// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import java.io.IOException;
import java.util.List;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** A file of rows under named columns. */
public interface Table extends AutoCloseable {
  /** The columns' names. */
  List<String> columns();

  /** What the file says of its probe; null where it says nothing. */
  @Nullable ProbeDescription description();

  /**
   * The next row, a cell for each column: a text, a number, a boolean, an instant, or null where
   * there is nothing; null at the end.
   *
   * @throws org.domestik.model.BadInput where it cannot be read; the next one may be asked for then
   */
  @Nullable Object @Nullable [] next() throws IOException;

  /** Where the row that came last stands, for complaints. */
  String place();

  @Override
  void close() throws IOException;
}
