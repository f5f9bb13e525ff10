// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Map;
import org.domestik.model.Names;
import org.domestik.server.http.Body;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Guard;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.arrival.Arrival;
import org.domestik.server.ingest.lines.LineBody;
import org.domestik.server.ingest.lines.LineProtocol;
import org.domestik.server.ingest.lines.Reading;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.jspecify.annotations.Nullable;

/** InfluxDB's way in: {@code /write}, {@code /api/v2/write}, {@code /ping}, {@code /query}. */
public final class InfluxWay implements Way {
  /** The one whose answers these are: it has both ways to write. */
  private static final String VERSION = "1.8.10";

  private static final HeaderName VERSION_HEADER = HeaderNames.create("X-Influxdb-Version");
  private static final String[] PARAMETERS = {
    "host", "precision", "db", "rp", "consistency", "u", "p", "org", "orgID", "bucket"
  };

  private final Sources sources;
  private final LeftOut leftOut;
  private final Databases databases = new Databases();

  public InfluxWay(Sources sources, LeftOut leftOut) {
    this.sources = sources;
    this.leftOut = leftOut;
  }

  @Override
  public void addTo(Routes routes, Intake intake) {
    LineProtocol lines = new LineProtocol(intake.clock(), intake.limits());
    for (String path : new String[] {"/write", "/api/v2/write"}) {
      routes.add(
          "POST", path, Right.WRITE, intake.counted(exchange -> write(exchange, lines, intake)));
    }
    routes.add("GET", "/ping", Right.NONE, InfluxWay::ping);
    routes.add("GET", "/query", Right.WRITE, exchange -> query(exchange, exchange.parameter("q")));
    routes.add("POST", "/query", Right.WRITE, this::posted);
  }

  private void write(Exchange exchange, LineProtocol lines, Intake intake) throws IOException {
    exchange.onlyParameters(PARAMETERS);
    Guard.checkType(exchange, "text/plain", "application/octet-stream");
    String precision = exchange.parameter("precision");
    Precision unit = Precision.of(precision == null ? "" : precision);
    String host = exchange.parameter("host");
    String database = database(exchange);
    if (database != null) {
      databases.add(database);
    }
    Arrival arrival = Arrival.of(exchange, "influx", database, intake, leftOut);
    String own = exchange.caller().host();
    Reading reading =
        new Reading(
            sources.of(arrival.sender()),
            host == null ? null : Names.host(host),
            own == null && database != null ? ProbeNames.host(database) : own,
            unit);
    Body body = Body.of(exchange, IngestLimits.LONGEST_BODY);
    try (IngestGate.Turn turn = intake.turn(exchange, body)) {
      LineBody all = lines.read(body.all(), reading, new LinesLeftOut(arrival.dropped()));
      while (all.goOn()) {
        arrival.store(turn, all::read, all::bytes);
      }
    }
    arrival.finish();
    exchange.header(VERSION_HEADER, VERSION);
    exchange.empty(204);
  }

  private static @Nullable String database(Exchange exchange) {
    String database = exchange.parameter("db");
    return named(database == null ? exchange.parameter("bucket") : database);
  }

  private static @Nullable String named(@Nullable String database) {
    return database == null || database.isBlank() ? null : database;
  }

  private static void ping(Exchange exchange) throws IOException {
    String verbose = exchange.parameter("verbose");
    exchange.header(VERSION_HEADER, VERSION);
    if (verbose == null || verbose.isEmpty() || verbose.equals("0") || verbose.equals("false")) {
      exchange.empty(204);
    } else {
      exchange.json(200, JsonBody.of(Map.of("version", VERSION)));
    }
  }

  private void posted(Exchange exchange) throws IOException {
    Guard.checkType(exchange, "application/vnd.influxql", "application/json"); // As Python says.
    String said = exchange.parameter("q");
    String body = new String(Body.of(exchange, 1 << 16).all(), UTF_8);
    String type = exchange.header(HeaderNames.CONTENT_TYPE);
    boolean isText = type != null && type.startsWith("application/vnd.influxql");
    query(exchange, said != null ? said : isText ? body : field(body));
  }

  /** The field {@code q} of a form; null if it has none. */
  private static @Nullable String field(String form) {
    for (String pair : form.split("&", 100)) {
      if (pair.startsWith("q=")) {
        try {
          return URLDecoder.decode(pair.substring(2), UTF_8);
        } catch (IllegalArgumentException e) {
          throw new Refused(400, "the form's field q is not encoded as forms are");
        }
      }
    }
    return null;
  }

  private void query(Exchange exchange, @Nullable String query) throws IOException {
    if (query == null || query.isBlank()) {
      throw new Refused(400, "missing required parameter \"q\"");
    }
    exchange.header(VERSION_HEADER, VERSION);
    exchange.json(200, JsonBody.of(databases.answer(query, named(exchange.parameter("db")))));
  }
}
