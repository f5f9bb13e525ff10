// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.sql.Connection;
import java.util.List;

/** DuckDB's SQL. One process owns the file and one lock its writes, so nothing locks in SQL. */
final class DuckDbDialect implements Dialect {
  @Override
  public String beginRead() {
    return "BEGIN TRANSACTION READ ONLY";
  }

  @Override
  public String beginWrite() {
    return "BEGIN TRANSACTION";
  }

  @Override
  public String beginSnapshotWrite() {
    return "BEGIN TRANSACTION";
  }

  @Override
  public String micros(String time) {
    return "epoch_us(" + time + ")";
  }

  @Override
  public String time(String micros) {
    return "make_timestamptz(" + micros + ")";
  }

  @Override
  public String timeOfExtreme(String time, String number, int sign) {
    // The time is part of what is compared, so that of equal numbers the first counts.
    return sign > 0
        ? "arg_min("
            + time
            + ", ("
            + number
            + ", "
            + time
            + ")) FILTER (WHERE "
            + number
            + " IS NOT NULL)"
        : "arg_max("
            + time
            + ", ("
            + number
            + ", -epoch_us("
            + time
            + "))) FILTER (WHERE "
            + number
            + " IS NOT NULL)";
  }

  @Override
  public String finite(String number) {
    return "CASE WHEN isfinite(" + number + ") THEN " + number + " END";
  }

  @Override
  public List<String> index(String table, List<String> columns, boolean unique) {
    return List.of();
  }

  @Override
  public List<String> lockShared() {
    return List.of();
  }

  @Override
  public List<String> lockAlone() {
    return List.of();
  }

  @Override
  public List<String> lockTable(String table) {
    return List.of();
  }

  @Override
  public RowSink sink(Connection connection, String table, List<String> columns) {
    return new AppenderSink(connection, table, columns);
  }
}
