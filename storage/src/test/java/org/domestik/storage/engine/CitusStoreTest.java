// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.storage.Distribution;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.junit.jupiter.api.Test;

/** Whether a store's tables are spread, and in how many parts. */
class CitusStoreTest extends Contract implements StoreUnderTest.OnCitus {
  private static final String PARTS =
      "SELECT p.logicalrelid::text, count(s.shardid) FROM pg_dist_partition p"
          + " LEFT JOIN pg_dist_shard s ON s.logicalrelid = p.logicalrelid"
          + " WHERE p.partmethod = 'h' GROUP BY 1";

  static StorageConfig spread(String url, Distribution distribution) {
    return new StorageConfig(
        url,
        null,
        null,
        List.of(),
        ZoneId.of("UTC"),
        Duration.ofMinutes(10),
        List.of(),
        null,
        distribution);
  }

  private void openAnew(Distribution distribution) {
    storage.close();
    url = freshUrl(folder);
    storage = SqlStorage.open(spread(url, distribution), clock);
  }

  @Test
  void allTablesOfHostsHaveThePartsThatWereAskedFor() {
    openAnew(new Distribution(true, 6));
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 3));
    assertThat(internals(PARTS))
        .hasSize(9)
        .allMatch(row -> row.getLast().equals(6L))
        .anyMatch(row -> row.getFirst().equals("domestik.live_process_tracking"));
    // Another number changes nothing but what is logged.
    storage.close();
    storage = SqlStorage.open(spread(url, new Distribution(null, 7)), clock);
    assertThat(internals(PARTS)).allMatch(row -> row.getLast().equals(6L));
  }

  @Test
  void storeThatWasCreatedBeforeStaysAsItIsAndNamesTheWay() {
    openAnew(new Distribution(false, null));
    accept("here", tracked("p", NOW, Duration.ofMinutes(1), 3));
    assertThat(internals(PARTS)).isEmpty();
    storage.close();
    storage = SqlStorage.open(config(), clock);
    accept("there", List.of(sample("new_probe", NOW, List.of(), "v", 1)));
    assertThat(internals(PARTS)).isEmpty();
    assertThat(balances()).hasSize(2);
    assertRefused(true, "was created on the coordinator alone", "./domestik migrate");
  }

  @Test
  void emptyStoreFromBeforeIsSpread() {
    openAnew(new Distribution(false, null));
    assertThat(internals(PARTS)).isEmpty();
    storage.close();
    storage = SqlStorage.open(config(), clock);
    assertThat(internals(PARTS)).hasSize(6);
  }

  @Test
  void spreadStoreIsNotTakenBack() {
    assertRefused(false, "on workers already", "./domestik migrate");
  }

  private void assertRefused(boolean wanted, String... words) {
    assertThatThrownBy(
            () -> {
              try (Storage other =
                  SqlStorage.open(spread(url, new Distribution(wanted, null)), clock)) {
                other.check();
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("distribute: ")
        .hasMessageContainingAll(words);
  }
}
