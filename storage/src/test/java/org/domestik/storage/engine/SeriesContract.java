// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.Sample;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.junit.jupiter.api.Test;

/** How archive and live data are read as one series. */
abstract class SeriesContract extends Contract {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Series ask(Instant from, Instant to, int points) {
    return storage.series(
        new SeriesQuery("here", "process_tracking", List.of("p"), from, to, points));
  }

  @Test
  void fromIsInclusiveAndToExclusive() {
    accept("here", tracked("p", NOW.minus(Duration.ofMinutes(10)), MINUTE, 10));
    Series series = ask(NOW.minus(Duration.ofMinutes(8)), NOW.minus(Duration.ofMinutes(3)), 0);
    assertThat(series.values().get("data").avg())
        .containsExactly(402.0, 403.0, 404.0, 405.0, 406.0);
    assertThat(series.archivedUntil()).isNull();
    assertThat(series.length()).isEmpty();
  }

  @Test
  void thinningNeverLosesAPeak() {
    List<Sample> samples =
        new ArrayList<>(tracked("p", NOW.minus(Duration.ofDays(4)), MINUTE, 4 * 1440));
    Instant peak = NOW.minus(Duration.ofHours(7)).plusSeconds(13);
    samples.add(sample("process_tracking", peak, List.of("p"), "data", 1e6, "stack", -1e6));
    Instant old = NOW.minus(Duration.ofDays(3)).plusSeconds(13);
    samples.add(sample("process_tracking", old, List.of("p"), "data", 2e6, "stack", -2e6));
    accept("here", samples);
    archive();
    Series all = ask(Instant.EPOCH, NOW, 0);
    for (int points : new int[] {1, 7, 100, 1000}) {
      Series thin = ask(Instant.EPOCH, NOW, points);
      assertThat(thin.time()).hasSizeLessThanOrEqualTo(points).isSorted().doesNotHaveDuplicates();
      Series.Band data = thin.values().get("data");
      assertThat(data.max()).contains(2e6);
      assertThat(thin.values().get("stack").min()).contains(-2e6);
      assertThat(data.count().stream().mapToLong(Long::longValue).sum()).isEqualTo(4 * 1440 + 2);
      assertThat(total(data)).isCloseTo(total(all.values().get("data")), within(1e-6));
      assertThat(thin.archivedUntil()).isEqualTo(all.archivedUntil());
    }
    assertThat(ask(NOW.minus(Duration.ofDays(1)), NOW, 100).values().get("data").max())
        .contains(1e6);
  }

  private static org.assertj.core.data.Offset<Double> within(double relative) {
    return org.assertj.core.data.Offset.offset(relative * 1e7);
  }

  private static double total(Series.Band band) {
    double total = 0;
    for (int i = 0; i < band.avg().size(); i++) {
      Double average = band.avg().get(i);
      total += average == null ? 0 : average * band.count().get(i);
    }
    return total;
  }

  @Test
  void lateSampleIsSeenBeforeItIsMerged() {
    accept("here", tracked("p", NOW.minus(Duration.ofDays(4)), MINUTE, 60));
    accept("here", tracked("p", NOW, MINUTE, 1));
    archive();
    accept("here", tracked("p", NOW.minus(Duration.ofDays(4)).plusSeconds(30), MINUTE, 1));
    Series series = ask(Instant.EPOCH, NOW, 0);
    assertThat(series.time()).hasSize(2).isSorted();
    assertThat(series.values().get("data").count()).containsExactly(60L, 1L);
    assertThat(series.length()).containsExactly(3_600_000L);
    accept("here", tracked("p", NOW.minus(Duration.ofDays(5)), MINUTE, 1));
    assertThat(ask(Instant.EPOCH, NOW, 0).length()).containsExactly(0L, 3_600_000L);
  }

  @Test
  void unknownHostProbeOrKeyHasNoPoints() {
    accept("here", tracked("p", NOW, MINUTE, 1));
    assertThat(series("there", "process_tracking", "p").time()).isEmpty();
    assertThat(series("here", "none", "p").time()).isEmpty();
    assertThat(series("here", "process_tracking", "q").time()).isEmpty();
    assertThat(series("here", "process_tracking", "p", "q").time()).isEmpty();
  }

  @Test
  void keysOfSeveralLevelsComeSorted() {
    for (String key : List.of("b x", "a y", "b a")) {
      accept("here", List.of(sample("io", NOW, List.of(key.split(" ")), "v", 1)));
    }
    assertThat(storage.storedData("here", "io"))
        .containsExactly(List.of("a", "y"), List.of("b", "a"), List.of("b", "x"));
    assertThat(storage.archivedData("here", "io")).isEmpty();
    accept("there", List.of(sample("io", NOW, List.of("c", "d"), "v", 1)));
    assertThat(storage.keys("io"))
        .containsEntry("here", storage.storedData("here", "io"))
        .containsEntry("there", List.of(List.of("c", "d")));
    assertThat(storage.keys("none")).isEmpty();
    assertThat(series("here", "io", "b", "a").time()).hasSize(1);
  }
}
