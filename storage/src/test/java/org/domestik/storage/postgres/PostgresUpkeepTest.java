// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.domestik.storage.postgres.PostgresUpkeep.TableState;
import org.junit.jupiter.api.Test;

class PostgresUpkeepTest {
  private static final long MEMORY = 64 << 20;

  @Test
  void tableThatArchiveLeftHalfDeadIsAsItShouldBe() {
    assertThat(new TableState("live_a", 5_000_000, 5_000_000, "never", 0.9, MEMORY).lines())
        .isEmpty();
    assertThat(new TableState("run", 10, 90_000, "never", 0.9, MEMORY).lines()).isEmpty();
  }

  @Test
  void whatVacuumDoesNotKeepUpWithIsToldWithItsCure() {
    assertThat(new TableState("live_a", 1_000_000, 4_000_000, "2026-11-20", 0, MEMORY).lines())
        .singleElement()
        .asString()
        .startsWith(
            "look: live_a has 4,000,000 dead rows beside 1,000,000, last vacuumed: 2026-11-20;")
        .contains("VACUUM domestik.live_a");
    assertThat(new TableState("buckets_a", 1, 0, "never", 1.3, MEMORY).lines())
        .containsExactly(
            "look: buckets_a is far beyond autovacuum_freeze_max_age: VACUUM (FREEZE)"
                + " domestik.buckets_a");
  }

  @Test
  void indexThatIsReadManyTimesIsToldWhereItMatters() {
    assertThat(new TableState("live_a", 100_000_000, 0, "never", 0, MEMORY).lines())
        .singleElement()
        .asString()
        .contains("reads its index 5 times", "set that to 1GB");
    assertThat(new TableState("live_a", 100_000_000, 0, "never", 0, 1L << 30).lines()).isEmpty();
    assertThat(new TableState("live_a", 100_000_000, 0, "never", 0, Long.MAX_VALUE).lines())
        .isEmpty();
  }

  @Test
  void theLargestTableSaysHowFarItIsFromWhatVacuumTakes() {
    TableState large = new TableState("live_a", 2_000_000, 0, "never", 0, MEMORY);
    TableState small = new TableState("live_b", 1_000_000, 0, "never", 0, MEMORY);
    TableState archive = new TableState("buckets_a", 9_000_000, 0, "never", 0, MEMORY);
    assertThat(PostgresUpkeep.lines(List.of(small, archive, large)))
        .containsExactly(
            "vacuum: live_a, the largest, has 1,000,000 rows a day of 33,554,432 that fit into"
                + " autovacuum_work_mem in 3 passes: it outgrows that at 33 times as many, and at"
                + " what comes now never");
    assertThat(new TableState("live_a", 0, 0, "never", 0, MEMORY).outlook())
        .endsWith("always will");
    TableState outgrown = new TableState("live_c", 100_000_000, 0, "never", 0, MEMORY);
    assertThat(PostgresUpkeep.lines(List.of(outgrown))).hasSize(1);
    assertThat(PostgresUpkeep.lines(List.of(archive))).isEmpty();
  }
}
