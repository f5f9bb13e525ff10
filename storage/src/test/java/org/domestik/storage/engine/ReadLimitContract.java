// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.ReadLimit;
import org.domestik.storage.sql.Transaction;
import org.junit.jupiter.api.Test;

/** Questions end within the engine when their time is over. */
abstract class ReadLimitContract extends Contract {
  /** What no store can answer in the time of a test. */
  private static final String LONG =
      "SELECT count(*) FROM generate_series(1, 1000000) AS a(x), generate_series(1, 1000000) AS"
          + " b(y) WHERE x * y = -1";

  private static final Duration SHORT = Duration.ofMillis(300);

  private static Integer count(Transaction transaction, String sql) {
    int[] rows = {0};
    transaction.each(sql, row -> rows[0]++);
    return rows[0];
  }

  private void isEnded(Database database, Function<Transaction, Integer> work) throws Exception {
    assertThatThrownBy(() -> ReadLimit.within(SHORT, () -> database.read(work)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("took longer than 0 s; ask for less");
    assertThat(database.<Integer>read(it -> count(it, "SELECT 1"))).isEqualTo(1);
    assertThat(
            ReadLimit.<Integer>within(
                Duration.ofMinutes(1), () -> database.<Integer>read(it -> count(it, "SELECT 1"))))
        .isEqualTo(1);
  }

  @Test
  void oneLongStatementEnds() throws Exception {
    storage.close();
    try (Database database = database(config())) {
      isEnded(database, transaction -> count(transaction, LONG));
    }
  }

  @Test
  void statementsWithoutEndEnd() throws Exception {
    storage.close();
    try (Database database = database(config())) {
      isEnded(
          database,
          transaction -> {
            while (true) {
              count(transaction, "SELECT 1");
            }
          });
    }
  }

  @Test
  void reportsAndExportsAreLimitedAndNothingElseIs() throws Exception {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(1)), Duration.ofMinutes(1), 10));
    Scope all = new Scope("*", "*");
    Path file = folder.resolve("it.parquet");
    ExportQuery query = new ExportQuery("process_tracking", null, Instant.EPOCH, NOW);
    for (Callable<Object> question :
        List.<Callable<Object>>of(
            () -> storage.lifeCycle().verify(all),
            () -> storage.lifeCycle().plan(all, NOW),
            () -> storage.usage(NOW),
            () -> storage.export(query, file))) {
      assertThatThrownBy(() -> ReadLimit.within(Duration.ofNanos(1), question))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("took longer");
      assertThat(ReadLimit.within(Duration.ofMinutes(1), question)).isNotNull();
      assertThat(question.call()).isNotNull();
      Files.deleteIfExists(file);
    }
    ReadLimit.within(
        Duration.ofNanos(1),
        () -> {
          accept("here", tracked("p", NOW.minus(Duration.ofHours(1)), Duration.ofMinutes(1), 10));
          return true;
        });
    assertThat(storage.lifeCycle().verify(all)).allMatch(LifeCycle.Balance::balanced);
  }
}
