// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.domestik.model.BadInput;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.junit.jupiter.api.Test;

class WindowTest {
  private final Candidates candidates =
      Sources.bundled().of(new Sender("statsd", "127.0.0.1", "", null, ""));

  @Test
  void setsOfAnIntervalShareTheirRoom() {
    Window window = new Window(new MetricPlaces("statsd_"), new Window.SequencedGauges());
    String padding = "x".repeat(1_000);
    int[] taken = {0};
    assertThatThrownBy(
            () -> {
              for (; taken[0] < 100_000; taken[0]++) {
                // Each set has far fewer than it may have.
                add(window, "users:" + padding + taken[0] + "|s|#page:" + taken[0] / 100);
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("16 MiB");
    assertThat(taken[0]).isBetween(5_000, 10_000);
    int sets = window.size();
    add(window, "users:" + padding + "0|s|#page:0"); // One that is there takes no more.
    add(window, "hits:1|c");
    assertThat(window.size()).isEqualTo(sets + 1);
  }

  private void add(Window window, String line) {
    window.add(Metric.of(line), candidates, "here");
  }
}
