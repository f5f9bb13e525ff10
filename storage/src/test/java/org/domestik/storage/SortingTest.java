// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.Sample;
import org.domestik.storage.LifeCycle.Scope;
import org.junit.jupiter.api.Test;

/** Rows that are moved stay the rows they were. */
class SortingTest extends Contract implements StoreUnderTest.OnDuckDb {
  private void acceptInTurn(int from, int count) {
    for (int i = from; i < from + count; i++) {
      List<Sample> samples = new ArrayList<>();
      for (String process : List.of("c", "a", "b")) {
        samples.addAll(
            tracked(process, NOW.minus(Duration.ofMinutes(60 - i)), Duration.ofMinutes(1), 1));
      }
      storage.accept(batch("h", samples.toArray(Sample[]::new)));
    }
  }

  private void runJob() {
    storage.lifeCycle().archive(Scope.ALL, NOW, step -> {});
  }

  private List<?> seriesInOrderOfStorage() {
    return storage.select("SELECT series FROM domestik.live_process_tracking", 1000).rows().stream()
        .map(List::getFirst)
        .toList();
  }

  @Test
  void whatCameSinceTheLastRunIsMovedTogether() {
    acceptInTurn(0, 2);
    runJob();
    acceptInTurn(2, 3);
    Series before = series("h", "process_tracking", "a");

    runJob();

    assertThat(seriesInOrderOfStorage())
        .hasToString("[1, 2, 3, 1, 2, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3]");
    assertThat(series("h", "process_tracking", "a")).isEqualTo(before);
    assertThat(storage.lifeCycle().verify(Scope.ALL))
        .allSatisfy(balance -> assertThat(balance.balanced()).isTrue());
  }

  @Test
  void anotherRunWithoutNewRowsMovesNothing() {
    runJob();
    acceptInTurn(0, 3);
    runJob();
    List<?> order = seriesInOrderOfStorage();

    runJob();

    assertThat(seriesInOrderOfStorage()).isEqualTo(order).hasSize(9);
  }
}
