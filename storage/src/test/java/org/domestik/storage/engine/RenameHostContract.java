// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.SeriesQuery;
import org.junit.jupiter.api.Test;

/** A host has all it had under another name. */
abstract class RenameHostContract extends Contract {

  private long points(String host) {
    return storage
        .series(
            new SeriesQuery(
                host, "p", List.of("k"), NOW.minus(Duration.ofDays(9)), NOW.plusSeconds(1), 0))
        .time()
        .size();
  }

  private void fill(String host) {
    for (int hour = 0; hour < 72; hour++) {
      storage.accept(
          delivered(
              host,
              hour,
              sample("p", NOW.minus(Duration.ofHours(71 - hour)), List.of("k"), "v", hour)));
    }
    storage.lifeCycle().archive(LifeCycle.Scope.ALL, NOW, step -> {});
  }

  @Test
  void liveDataArchiveRunsAndBooksGoWithTheName() {
    fill("old");
    storage.accept(
        new Batch(
            "old",
            new Delivery(BOOT, 100),
            List.of(),
            Map.of(),
            List.of(new Run("p", "p.lua", Run.Outcome.OK, null, NOW, 5))));
    long before = points("old");
    assertThat(before).isPositive();
    storage.renameHost("old", "new");
    assertThat(storage.hosts().stream().map(HostStatus::host)).containsExactly("new");
    assertThat(points("new")).isEqualTo(before);
    assertThat(storage.storedData("new", "p")).isNotEmpty();
    assertThat(storage.archivedData("new", "p")).isNotEmpty();
    assertThat(storage.runs("new")).hasSize(1);
    assertThat(storage.runs("old")).isEmpty();
    assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL))
        .allMatch(LifeCycle.Balance::balanced);
    // What was delivered before under the old name is known under the new one.
    assertThat(
            storage
                .accept(delivered("new", 71, sample("p", NOW, List.of("k"), "v", 71)))
                .duplicate())
        .isTrue();
    Instant later = NOW.plusSeconds(60);
    storage.accept(batch("new", sample("p", later, List.of("k"), "v", 5)));
    reopen();
    assertThat(storage.hosts().stream().map(HostStatus::host)).containsExactly("new");
    assertThat(points("new")).isEqualTo(before);
  }

  @Test
  void twoHostsNeverBecomeOne() {
    fill("old");
    storage.accept(batch("there", sample("p", NOW, List.of("k"), "v", 1)));
    assertThatThrownBy(() -> storage.renameHost("old", "there"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("there is data of a host \"there\" already")
        .hasMessageContaining("./domestik delete --host there");
    assertThatThrownBy(() -> storage.renameHost("odl", "x"))
        .isInstanceOf(BadInput.class)
        .hasMessage("no host \"odl\"; nearest is \"old\"");
    assertThatThrownBy(() -> storage.renameHost("old", "a b")).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> storage.renameHost("old", "old")).isInstanceOf(BadInput.class);
    storage.delete("there");
    storage.renameHost("old", "there");
    assertThat(points("there")).isPositive();
  }

  @Test
  void runsOfADeletedHostAreGone() {
    storage.accept(
        new Batch(
            "h",
            null,
            List.of(),
            Map.of(),
            List.of(new Run("p", "p.lua", Run.Outcome.OK, null, NOW, 5))));
    storage.delete("h");
    assertThat(storage.runs()).isEmpty();
  }

  @Test
  void aHostThatOnlySaidSomethingMakesRoom() {
    fill("old");
    storage.accept(
        new Batch(
            "quiet",
            null,
            List.of(),
            Map.of(),
            List.of(new Run("p", "p.lua", Run.Outcome.OK, null, NOW, 5))));
    storage.renameHost("old", "quiet");
    assertThat(storage.hosts().stream().map(HostStatus::host)).containsExactly("quiet");
  }
}
