// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.util.List;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.ingest.otlp.Otlp;
import org.domestik.server.ingest.remotewrite.RemoteWrite;
import org.domestik.server.intake.Way;

/** The protocols that others than agents speak: one line each. */
final class Ways {
  private Ways() {}

  static List<Way> of(ServerConfig config) {
    return List.of(new RemoteWrite(), new Otlp());
  }
}
