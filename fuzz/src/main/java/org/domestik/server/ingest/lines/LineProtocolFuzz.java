// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.time.Instant;
import java.util.Map;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;

/** Lines of InfluxDB's protocol. */
public final class LineProtocolFuzz {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final LineProtocol LINES =
      new LineProtocol(() -> NOW, new IngestLimits(1 << 20, 1_000));

  private static final Reading READING =
      new Reading(
          Sources.bundled().of(new Sender("influx", "192.0.2.7", "", "db", "")),
          null,
          null,
          Precision.NANOSECONDS);

  public static void fuzzerTestOneInput(byte[] data) {
    LineBody body = LINES.read(data, READING, (_, _, _, _) -> {});
    while (body.goOn()) {
      body.read(Map.of());
    }
  }

  private LineProtocolFuzz() {}
}
