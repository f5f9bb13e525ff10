// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.domestik.agent.reading.LeftOut;
import org.domestik.model.BadInput;

/** What an exporter of Prometheus answers. */
public final class MetricsTextFuzz {

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    TextLines lines = new TextLines(new ByteArrayInputStream(data), 1 << 20);
    try {
      MetricsText.read(lines, name -> true, 100, new LeftOut());
    } catch (BadInput e) {
      // Refused in words.
    }
  }

  private MetricsTextFuzz() {}
}
