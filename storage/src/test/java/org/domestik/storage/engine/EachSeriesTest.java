// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.storage.Window;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EachSeriesTest {
  @Nested
  class DuckDb extends EachSeriesContract implements StoreUnderTest.OnDuckDb {
    @Test
    void whatMemoryHasIsNotAskedOfTheDatabase() {
      storage.close();
      List<String> heard = new ArrayList<>();
      Database database = MortalDatabase.heardInFull(database(config()), heard::add);
      storage = new SqlStorage(database, config(), clock);
      accept("here", List.of(sample("load", NOW, List.of(), "v", 1)));
      Window now = new Window(NOW.minus(Duration.ofMinutes(1)), NOW.plusSeconds(9));
      assertThat(times(now)).hasSize(1);
      accept("here", List.of(sample("load", NOW.plusSeconds(5), List.of(), "v", 2)));
      database.settle();
      heard.clear();
      assertThat(times(new Window(NOW.plusMillis(1), NOW.plusSeconds(9))))
          .containsExactly(NOW.plusSeconds(5).toEpochMilli());
      assertThat(times(new Window(NOW.plusSeconds(6), NOW.plusSeconds(9)))).isEmpty();
      assertThat(heard).isEmpty();
    }

    private List<Long> times(Window window) {
      return storage
          .eachRecent("load", Map.of("here", window), (host, key, series) -> series.time())
          .stream()
          .flatMap(List::stream)
          .toList();
    }
  }

  @Nested
  class Postgres extends EachSeriesContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends EachSeriesContract implements StoreUnderTest.OnCitus {}
}
