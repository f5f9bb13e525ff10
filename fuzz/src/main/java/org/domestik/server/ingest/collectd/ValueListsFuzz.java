// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.collectd;

import java.io.IOException;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Places;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.text.TooMuch;

/** What collectd's write_http sends. */
public final class ValueListsFuzz {
  private static final Places PLACES = new Places("collectd_", 500);
  private static final Remembered<ComparableKey> FOUND = new Remembered<>();

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    ValueLists lists =
        new ValueLists(
            PLACES,
            FOUND.of(Sources.bundled().of(new Sender("collectd", "", "", null, ""))),
            data.length % 2 == 0,
            Map.of(),
            1_000,
            new Dropped("collectd"));
    try {
      lists.read(data);
    } catch (BadInput | TooMuch e) {
      // Refused in words.
    }
  }

  private ValueListsFuzz() {}
}
