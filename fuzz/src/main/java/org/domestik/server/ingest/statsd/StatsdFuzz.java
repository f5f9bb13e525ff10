// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.sources.Sources.Candidates;

/** StatsD's lines. */
public final class StatsdFuzz {
  private static final MetricPlaces PLACES = new MetricPlaces("statsd_");
  private static final Candidates ANYBODY =
      Sources.bundled().of(new Sender("statsd", "", "", null, ""));
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  public static void fuzzerTestOneInput(byte[] data) {
    Window window = new Window(PLACES, new Window.SequencedGauges());
    new String(data, UTF_8)
        .lines()
        .forEach(
            line -> {
              try {
                window.add(Metric.of(line), ANYBODY, "h");
              } catch (BadInput e) {
                // Refused in words.
              }
            });
    window.batches(NOW, Map.of(), new Dropped("statsd"));
  }

  private StatsdFuzz() {}
}
