// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.collectd;

import java.io.IOException;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.text.TooMuch;

/** What collectd's write_http sends. */
public final class ValueListsFuzz {
  private static final Columns COLUMNS = new Columns(500);

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    ValueLists lists =
        new ValueLists(COLUMNS, new Remembered<>(), Map.of(), 1_000, new Dropped("collectd"));
    try {
      lists.read(data);
    } catch (BadInput | TooMuch e) {
      // Refused in words.
    }
  }

  private ValueListsFuzz() {}
}
