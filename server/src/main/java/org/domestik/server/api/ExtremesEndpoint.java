// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.json.JsonTree;
import org.domestik.storage.Extremes;
import org.domestik.storage.Storage;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/extremes}: when one key's values were at their least and greatest. */
final class ExtremesEndpoint implements Endpoint {
  private final Storage storage;
  private final SeriesEndpoint series;

  /** {@code series}: who reads the parameters, which are the same. */
  ExtremesEndpoint(Storage storage, SeriesEndpoint series) {
    this.storage = storage;
    this.series = series;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters("host", "probe", "key", "from", "to");
    Map<String, Extremes> found = storage.extremes(series.query(exchange));
    exchange.json(200, out -> write(out, found));
  }

  private static void write(JsonGenerator out, Map<String, Extremes> found) throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, Extremes> value : found.entrySet()) {
      Extremes extremes = value.getValue();
      out.writeObjectFieldStart(value.getKey());
      out.writeFieldName("min");
      JsonTree.number(out, extremes.min());
      time(out, "minTime", extremes.minTime());
      out.writeFieldName("max");
      JsonTree.number(out, extremes.max());
      time(out, "maxTime", extremes.maxTime());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void time(JsonGenerator out, String name, @Nullable Instant time)
      throws IOException {
    out.writeFieldName(name);
    if (time == null) {
      out.writeNull();
    } else {
      out.writeNumber(time.toEpochMilli());
    }
  }
}
