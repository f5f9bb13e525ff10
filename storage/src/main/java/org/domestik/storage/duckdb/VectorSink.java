// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.duckdb;

import org.domestik.storage.sql.RowSink;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;

/** Takes the rows of one of DuckDB's chunks. A time becomes its microseconds, as a BIGINT. */
final class VectorSink implements RowSink {
  private final DuckDBWritableVector[] vectors;
  private int row;
  private int column;

  VectorSink(DuckDBDataChunkWriter chunk) {
    vectors = new DuckDBWritableVector[(int) chunk.columnCount()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(i);
    }
  }

  /** How many rows it has. */
  int row() {
    return row;
  }

  @Override
  public void beginRow() {
    column = 0;
  }

  @Override
  public void integer(int value) {
    vectors[column++].setInt(row, value);
  }

  @Override
  public void bigint(long value) {
    vectors[column++].setLong(row, value);
  }

  @Override
  public void real(double value) {
    vectors[column++].setDouble(row, value);
  }

  @Override
  public void time(long micros) {
    bigint(micros);
  }

  @Override
  public void text(String value) {
    vectors[column++].setString(row, value);
  }

  @Override
  public void bool(boolean value) {
    vectors[column++].setBoolean(row, value);
  }

  @Override
  public void missing() {
    vectors[column++].setNull(row);
  }

  @Override
  public void endRow() {
    row++;
  }

  @Override
  public void close() {}
}
