// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.domestik.model.BadInput;
import org.domestik.storage.Series;
import org.junit.jupiter.api.Test;

class SeriesBuilderTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  @Test
  void noMoreIsGatheredThanThereIsRoomFor() {
    SeriesBuilder points = new SeriesBuilder(List.of("a", "b"), 1000 * 240);
    for (int time = 0; time < 1000; time++) {
      points.at(time).add(0, 1, 1, 1, 1);
    }
    points.at(5).add(1, 2, 2, 2, 1); // There is a place for it already.
    assertThatThrownBy(() -> points.at(1000))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("more than 1000 points");
    assertThat(points.series().time()).hasSize(1000);
  }

  @Test
  void thinnedArchivedPointKeepsItsBucketsStart() {
    Series archive = series(0, 48 * HOUR, HOUR, Instant.ofEpochMilli(48 * HOUR));
    Series live = series(48 * HOUR, 72 * HOUR, MINUTE, null);

    Series thinned = SeriesBuilder.joined(archive, live, 300);

    assertThat(thinned.time()).hasSizeLessThanOrEqualTo(300).isSorted();
    assertThat(thinned.time().stream().filter(time -> time < 48 * HOUR).toList())
        .isEqualTo(archive.time());
    assertThat(live.time())
        .containsAll(thinned.time().stream().filter(time -> time >= 48 * HOUR).toList());
    assertThat(thinned.length()).isEqualTo(archive.length());
  }

  @Test
  void thinnedArchivedPointReachesFromItsFirstBucketsStartToItsLastOnesEnd() {
    Series archive = series(0, 48 * HOUR, HOUR, Instant.ofEpochMilli(48 * HOUR));
    Series live = series(48 * HOUR, 72 * HOUR, MINUTE, null);

    Series thinned = SeriesBuilder.joined(archive, live, 12);

    assertThat(thinned.time()).startsWith(0L, 6 * HOUR, 12 * HOUR).hasSize(12);
    assertThat(thinned.length()).hasSize(8).containsOnly(6 * HOUR);
  }

  @Test
  void thinnedPointOfBothReachesToItsLastLiveOne() {
    Series archive = series(0, 5 * HOUR, HOUR, Instant.ofEpochMilli(5 * HOUR));
    Series live = series(5 * HOUR, 8 * HOUR, MINUTE, null);

    Series thinned = SeriesBuilder.joined(archive, live, 2);

    long last = 8 * HOUR - MINUTE;
    assertThat(thinned.time()).containsExactly(0L, 4 * HOUR);
    assertThat(thinned.length()).containsExactly(4 * HOUR, last + 1 - 4 * HOUR);
  }

  private static Series series(long from, long to, long step, Instant archivedUntil) {
    List<Long> times =
        LongStream.iterate(from, time -> time < to, time -> time + step).boxed().toList();
    List<Double> ones = Collections.nCopies(times.size(), 1.0);
    List<Long> counts = Collections.nCopies(times.size(), 1L);
    return new Series(
        times,
        Map.of("v", new Series.Band(ones, ones, ones, counts, List.of())),
        archivedUntil,
        archivedUntil == null ? List.of() : Collections.nCopies(times.size(), step));
  }
}
