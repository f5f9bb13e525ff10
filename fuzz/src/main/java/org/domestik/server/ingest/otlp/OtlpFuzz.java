// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.text.TooMuch;

/** Requests of OpenTelemetry: the first byte says whether in protobuf or JSON. */
public final class OtlpFuzz {
  private static final MetricPlaces PLACES = new MetricPlaces("otel_");
  private static final Remembered<ComparableKey> FOUND = new Remembered<>();

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    if (data.length == 0) {
      return;
    }
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    Points points =
        new Points(
            PLACES,
            FOUND.of(Sources.bundled().of(new Sender("otlp", "", "", null, ""))),
            Map.of(),
            "h",
            0,
            1_000,
            new Dropped("otlp"));
    try {
      if ((data[0] & 1) == 0) {
        new ProtobufReader(body, points).read();
      } else {
        new JsonReader(points).read(body);
      }
      points.batches();
    } catch (BadInput | TooMuch e) {
      // Refused in words.
    }
  }

  private OtlpFuzz() {}
}
