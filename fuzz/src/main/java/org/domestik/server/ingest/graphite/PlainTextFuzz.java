// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.text.TooMuch;

/** Graphite's lines. */
public final class PlainTextFuzz {
  private static final PathPlaces PLACES =
      new PathPlaces(
          List.of(
              Template.of("servers.*", "_.host.probe.device.value*"),
              Template.of("*", "host.probe.value*")));
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  public static void fuzzerTestOneInput(byte[] data) {
    PlainText lines =
        new PlainText(
            PLACES,
            Sources.bundled().of(new Sender("graphite", "", "", null, "")),
            Map.of(),
            "h",
            NOW,
            1_000,
            new Dropped("graphite"));
    try {
      lines.read(data, 0, data.length);
      lines.batches();
    } catch (TooMuch e) {
      // Refused in words.
    }
  }

  private PlainTextFuzz() {}
}
