// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.ingest.sources.LeftOut;

/** {@code GET /api/v1/senders}: what was sent in others' protocols and is not stored, and why. */
final class SendersEndpoint implements Endpoint {
  private final LeftOut leftOut;

  SendersEndpoint(LeftOut leftOut) {
    this.leftOut = leftOut;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    exchange.json(200, JsonBody.of(leftOut.entries().stream().map(SendersEndpoint::tree).toList()));
  }

  private static Map<String, Object> tree(LeftOut.Entry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("source", entry.source());
    fields.put("sender", entry.sender());
    fields.put("reason", entry.reason().word());
    fields.put("skipped", entry.reason().isSkipped());
    fields.put("count", entry.count());
    fields.put("last", entry.last().toString());
    fields.put("example", entry.example());
    return fields;
  }
}
