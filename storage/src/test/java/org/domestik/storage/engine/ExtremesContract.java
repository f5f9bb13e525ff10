// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.Sample;
import org.domestik.storage.Extremes;
import org.domestik.storage.SeriesQuery;
import org.junit.jupiter.api.Test;

/** When a value was at its least and greatest, in the archive as in live data. */
abstract class ExtremesContract extends Contract {
  private static final Instant OLD = NOW.minus(Duration.ofDays(3)).plusSeconds(793);
  private static final Instant RECENT = NOW.minus(Duration.ofHours(2)).plusSeconds(7);

  private void fill() {
    List<Sample> samples =
        new ArrayList<>(
            tracked("p", NOW.minus(Duration.ofDays(3)), Duration.ofMinutes(1), 3 * 1440));
    samples.add(sample("process_tracking", OLD, List.of("p"), "data", 9e6, "stack", 5));
    samples.add(sample("process_tracking", RECENT, List.of("p"), "data", 8e6, "stack", 6));
    storage.accept(described("here", tracking(), samples.toArray(Sample[]::new)));
    archive();
  }

  private Map<String, Extremes> ask(Instant from, Instant to) {
    return storage.extremes(new SeriesQuery("here", "process_tracking", List.of("p"), from, to, 0));
  }

  @Test
  void anArchivedPeakHasItsInstant() {
    fill();
    Instant bucket = NOW.minus(Duration.ofDays(3));
    Map<String, Extremes> hour = ask(bucket, bucket.plus(Duration.ofHours(1)));
    assertThat(series("here", "process_tracking", "p").archivedUntil()).isAfter(OLD);
    assertThat(hour.get("data")).isEqualTo(new Extremes(400, bucket, 9e6, OLD));
    assertThat(hour.get("stack")).isEqualTo(new Extremes(5, OLD, 136, bucket));
    assertThat(hour.get("used")).isEqualTo(new Extremes(536, bucket, 9e6 + 5, OLD));
  }

  @Test
  void archiveAndLiveDataAreLookedAtTogether() {
    fill();
    assertThat(ask(NOW.minus(Duration.ofDays(9)), NOW).get("data").maxTime()).isEqualTo(OLD);
    assertThat(ask(NOW.minus(Duration.ofHours(3)), NOW).get("data").maxTime()).isEqualTo(RECENT);
    assertThat(ask(NOW.minus(Duration.ofDays(9)), NOW).get("stack").minTime()).isEqualTo(OLD);
  }

  @Test
  void whereNothingWasMeasuredThereIsNothing() {
    fill();
    assertThat(ask(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)))).isEmpty();
    assertThat(
            storage.extremes(
                new SeriesQuery("here", "process_tracking", List.of(), Instant.EPOCH, NOW, 0)))
        .isEmpty();
    assertThat(storage.extremes(new SeriesQuery("here", "none", List.of(), Instant.EPOCH, NOW, 0)))
        .isEmpty();
  }
}
