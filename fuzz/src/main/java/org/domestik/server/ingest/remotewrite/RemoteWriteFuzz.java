// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.util.Arrays;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.text.TooMuch;

/** Requests of remote write: the first byte says whether packed, and of which version. */
public final class RemoteWriteFuzz {
  private static final SeriesPlaces PLACES = new SeriesPlaces(new Instances((_, _, _) -> false));
  private static final int LIMIT = 1 << 20;

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    try {
      byte[] bytes = (data[0] & 1) == 0 ? body : Snappy.unpack(body, LIMIT);
      RequestReader reader =
          new RequestReader(
              bytes,
              (data[0] & 2) != 0,
              PLACES,
              Sources.bundled().of(new Sender("prometheus", "", "", null, "")),
              "h",
              1_000,
              new Dropped("prometheus"));
      reader.read(Map.of());
    } catch (BadInput | TooMuch e) {
      // Refused in words.
    }
  }

  private RemoteWriteFuzz() {}
}
