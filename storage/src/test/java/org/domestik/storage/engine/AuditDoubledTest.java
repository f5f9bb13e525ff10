// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Difference;
import org.domestik.storage.LifeCycle.Scope;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Test;

/** PostgreSQL's index lets no live row in twice; on DuckDB only the books would tell. */
class AuditDoubledTest extends Contract implements StoreUnderTest.OnDuckDb {
  @Test
  void doubledLiveRowIsNamedByItsHour() {
    accept("here", tracked("p", NOW.minus(Duration.ofHours(3)), Duration.ofMinutes(10), 10));
    storage.close();
    try (Database database = database(config())) {
      database.write(
          transaction ->
              transaction.execute(
                  "INSERT INTO domestik.live_process_tracking SELECT * FROM"
                      + " domestik.live_process_tracking WHERE sample_time = TIMESTAMPTZ"
                      + " '2026-11-22 08:10:00+00'"));
    }
    storage = SqlStorage.open(config(), clock);
    Balance balance = storage.lifeCycle().verify(Scope.ALL).getFirst();
    assertThat(balance.differences())
        .containsExactly(new Difference(Instant.parse("2026-11-22T08:00:00Z"), true, 4, 5));
  }
}
