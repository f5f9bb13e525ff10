// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.time.Instant;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.text.TooMuch;

/** Lines of InfluxDB's protocol. */
public final class LineProtocolFuzz {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final LineProtocol LINES =
      new LineProtocol(() -> NOW, new IngestLimits(1 << 20, 1_000));

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      LINES.read(data, null, Precision.NANOSECONDS, Map.of());
    } catch (BadInput | TooMuch e) {
      // Refused in words.
    }
  }

  private LineProtocolFuzz() {}
}
