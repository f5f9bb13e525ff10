// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

/**
 * Takes rows for one table, column by column, as fast as the store can: an appender on DuckDB, COPY
 * on PostgreSQL.
 *
 * <p>Belongs to one thread and to the transaction it was opened in; nothing is written before
 * {@link #close}.
 */
public interface RowSink extends AutoCloseable {
  void beginRow();

  void integer(int value);

  void bigint(long value);

  void real(double value);

  /** A TIMESTAMPTZ, as microseconds since 1970. */
  void time(long micros);

  void text(String value);

  void bool(boolean value);

  void missing();

  /** A value in a column of whole or of real numbers; NaN: missing. */
  default void number(double value, boolean integer) {
    if (Double.isNaN(value)) {
      missing();
    } else if (integer) {
      bigint((long) value);
    } else {
      real(value);
    }
  }

  void endRow();

  @Override
  void close();
}
