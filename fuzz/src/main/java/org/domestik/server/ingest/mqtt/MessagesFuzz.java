// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.PathTemplate;
import org.domestik.server.ingest.gather.Places;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.mqtt.Publication;

/** What comes from a broker. */
public final class MessagesFuzz {
  private static final Places PLACES = new Places("mqtt_", 500);
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final List<TopicRule> RULES =
      List.of(new TopicRule("a/#", PathTemplate.of("/", "_/host/value*"), null, "p"));

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    Messages messages =
        new Messages(
            RULES,
            PLACES,
            Sources.bundled().of(new Sender("mqtt", "", "", null, "")),
            Map.of(),
            1_000,
            new Dropped("mqtt"));
    messages.add(new Publication("a/h/v", data, data.length, 0, false), NOW);
    messages.batches();
  }

  private MessagesFuzz() {}
}
