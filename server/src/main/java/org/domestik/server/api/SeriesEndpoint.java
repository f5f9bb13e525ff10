// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Workers;
import org.domestik.server.json.JsonTree;
import org.domestik.server.text.Texts;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/series}: one key's values over time, archive and live data joined. */
final class SeriesEndpoint implements Endpoint {
  private static final Duration WINDOW = Duration.ofHours(24);
  private static final int MAX_POINTS = 100_000;

  private final Storage storage;
  private final InstantSource clock;
  private final Workers reads;

  /** {@code reads} run what memory cannot answer. */
  SeriesEndpoint(Storage storage, InstantSource clock, Workers reads) {
    this.storage = storage;
    this.clock = clock;
    this.reads = reads;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters("host", "probe", "key", "from", "to", "points");
    Series newest = isKnown(exchange) ? storage.recent(query(exchange)) : null;
    if (newest == null) {
      reads.of(this::read).answer(exchange);
    } else {
      exchange.json(200, out -> write(out, newest));
    }
  }

  private void read(Exchange exchange) throws IOException {
    Series series = storage.series(query(exchange));
    exchange.json(200, out -> write(out, series));
  }

  /** Whether the parameters are understood without a look into the database. */
  private boolean isKnown(Exchange exchange) {
    return exchange.parameter("to") != null
        && storage.knows(
            exchange.required("host"), exchange.required("probe"), exchange.parameters("key"));
  }

  /** What a request's parameters ask for; refused with 404 where there is no such host or probe. */
  SeriesQuery query(Exchange exchange) {
    String host = exchange.required("host");
    String probe = exchange.required("probe");
    Instant to = exchange.instant("to");
    Instant end = to;
    if (end == null || !storage.knows(host, probe, exchange.parameters("key"))) {
      HostStatus status = QueryEndpoints.known(storage, host, probe);
      end = end == null ? end(status) : end;
    }
    List<String> key = key(exchange, probe);
    if (!storage.knows(host, probe, key)
        && !storage.keys(probe).getOrDefault(host, List.of()).contains(key)) {
      throw new Refused(
          404,
          "host \""
              + host
              + "\" has no "
              + probe
              + " of key "
              + Texts.quoted(String.join(", ", key)));
    }
    Instant from = exchange.instant("from");
    Instant begin = from == null ? end.minus(WINDOW) : from;
    if (begin.isAfter(end)) {
      throw new Refused(400, "from " + begin + " is after to " + end);
    }
    return new SeriesQuery(host, probe, key, begin, end, points(exchange));
  }

  // A silent host's last day is what one wants to see of it, not an empty one.
  private Instant end(HostStatus status) {
    Instant last = status.lastSample();
    boolean silent =
        status.state() == HostStatus.State.SILENT || status.state() == HostStatus.State.RETIRED;
    return (last != null && silent ? last : clock.instant()).plusMillis(1);
  }

  private List<String> key(Exchange exchange, String probe) {
    List<String> key = exchange.parameters("key");
    ProbeDescription description = storage.descriptions().get(probe);
    if (description != null && description.keys().size() != key.size()) {
      throw new Refused(
          400,
          "probe \""
              + probe
              + "\" has the keys "
              + description.keys()
              + ": give the parameter key "
              + description.keys().size()
              + " times, not "
              + key.size());
    }
    return key;
  }

  private static int points(Exchange exchange) {
    String text = exchange.parameter("points");
    if (text == null) {
      return 0;
    }
    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > MAX_POINTS) {
      throw new Refused(400, "points is 0 to " + MAX_POINTS + ", not " + Texts.quoted(text));
    }
    return Integer.parseInt(text);
  }

  private static void write(JsonGenerator out, Series series) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("time");
    for (long time : series.time()) {
      out.writeNumber(time);
    }
    out.writeEndArray();
    if (!series.length().isEmpty()) {
      out.writeArrayFieldStart("length");
      for (long length : series.length()) {
        out.writeNumber(length);
      }
      out.writeEndArray();
    }
    out.writeObjectFieldStart("values");
    for (Map.Entry<String, Series.Band> value : series.values().entrySet()) {
      out.writeObjectFieldStart(value.getKey());
      numbers(out, "avg", value.getValue().avg());
      numbers(out, "min", value.getValue().min());
      numbers(out, "max", value.getValue().max());
      if (!value.getValue().bounds().isEmpty()) {
        out.writeFieldName("bounds");
        JsonTree.write(out, value.getValue().bounds());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
    Instant archivedUntil = series.archivedUntil();
    out.writeFieldName("archivedUntil");
    if (archivedUntil == null) {
      out.writeNull();
    } else {
      out.writeNumber(archivedUntil.toEpochMilli());
    }
    out.writeEndObject();
  }

  private static void numbers(JsonGenerator out, String name, List<@Nullable Double> numbers)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Double number : numbers) {
      JsonTree.number(out, number);
    }
    out.writeEndArray();
  }
}
