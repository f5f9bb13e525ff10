// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.text.TooMuch;

/** The document of an agent. */
public final class BatchReaderFuzz {

  private static final IngestLimits LIMITS = new IngestLimits(1 << 20, 1_000);

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    try {
      BatchReader.read(new ByteArrayInputStream(data), LIMITS);
    } catch (BadInput | TooMuch e) {
      // Refused in words.
    }
  }

  private BatchReaderFuzz() {}
}
