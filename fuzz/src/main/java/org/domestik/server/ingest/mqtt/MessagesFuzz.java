// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.gather.PathTemplate;

/** What comes from a broker. */
public final class MessagesFuzz {
  private static final Columns COLUMNS = new Columns(500);
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final List<TopicRule> RULES =
      List.of(new TopicRule("a/#", PathTemplate.of("/", "_/host/value*"), null, "p"));

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    Messages messages = new Messages(RULES, COLUMNS, Map.of(), 1_000, new Dropped("mqtt"));
    messages.add("a/h/v", data, NOW);
    messages.batches();
  }

  private MessagesFuzz() {}
}
