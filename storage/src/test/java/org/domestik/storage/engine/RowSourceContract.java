// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.RowSource;
import org.domestik.storage.sql.RowSource.Column;
import org.domestik.storage.sql.RowSource.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rows into a table at once. */
abstract class RowSourceContract implements StoreUnderTest {
  private static final String TABLE = "many";
  private static final long MICROS = 1_795_255_200_000_001L;

  @TempDir Path folder;
  private Database database;

  @BeforeEach
  final void open() {
    StorageConfig config = StorageConfig.of(freshUrl(folder));
    SqlStorage.open(config, new HandClock(Contract.NOW)).close(); // Makes the schema.
    database = database(config);
    database.write(
        transaction -> {
          transaction.run(
              "CREATE TABLE domestik.many (number INTEGER, large BIGINT, part DOUBLE PRECISION,"
                  + " moment TIMESTAMPTZ)");
          return true;
        });
  }

  @AfterEach
  final void close() {
    database.close();
  }

  /** So many rows; every third has neither {@code large} nor {@code part}. */
  private static final class Numbers implements RowSource {
    private final int count;
    private int next;

    Numbers(int count) {
      this.count = count;
    }

    @Override
    public List<Column> columns() {
      return List.of(
          new Column("moment", Kind.TIME), // Not the table's order.
          new Column("number", Kind.INTEGER),
          new Column("large", Kind.BIGINT),
          new Column("part", Kind.REAL));
    }

    @Override
    public boolean next(RowSink sink) {
      if (next == count) {
        return false;
      }
      double number = next % 3 == 2 ? Double.NaN : next;
      sink.beginRow();
      sink.time(MICROS + next);
      sink.integer(next);
      sink.number(number * (1L << 40), true);
      sink.number(number / 8, false);
      sink.endRow();
      next++;
      return true;
    }
  }

  private List<Map<String, Object>> stored() {
    return database.read(
        transaction ->
            new ArrayList<>(
                transaction.query(
                    "SELECT number, large, part, "
                        + transaction.dialect().micros("moment")
                        + " AS micros FROM domestik.many ORDER BY number")));
  }

  private void insert(RowSource source) {
    database.write(
        transaction -> {
          transaction.insert(TABLE, source);
          return true;
        });
  }

  @Test
  void allRowsAreThereWithTheirCells() {
    insert(new Numbers(5_000)); // More than DuckDB takes at a time.
    List<Map<String, Object>> stored = stored();
    assertThat(stored).hasSize(5_000);
    for (int i = 0; i < stored.size(); i++) {
      Map<String, Object> row = stored.get(i);
      assertThat(row).containsEntry("number", i).containsEntry("micros", MICROS + i);
      if (i % 3 == 2) {
        assertThat(row).containsEntry("large", null).containsEntry("part", null);
      } else {
        assertThat(row).containsEntry("large", i * (1L << 40)).containsEntry("part", i / 8.0);
      }
    }
  }

  @Test
  void noRowsAreNone() {
    insert(new Numbers(0));
    insert(new Numbers(2048)); // As many as DuckDB takes at a time.
    assertThat(stored()).hasSize(2048);
  }

  @Test
  void whatFailsHalfWayLeavesNothing() {
    RowSource numbers = new Numbers(5_000);
    RowSource failing =
        new RowSource() {
          private int left = 3_000;

          @Override
          public List<Column> columns() {
            return numbers.columns();
          }

          @Override
          public boolean next(RowSink sink) {
            if (left-- == 0) {
              throw new StorageUnavailable("pretended");
            }
            return numbers.next(sink);
          }
        };
    assertThatThrownBy(() -> insert(failing))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("pretended");
    assertThat(stored()).isEmpty();
  }
}
