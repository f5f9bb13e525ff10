// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.Names;
import org.domestik.server.http.Body;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Guard;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.ingest.arrival.Arrival;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/write} of Prometheus and all that send as it does.
 *
 * <p>Senders give up what is answered 4xx, 429 too unless they are told otherwise, and try again
 * after 5xx.
 */
public final class RemoteWrite implements Way {
  private static final String TYPE = "application/x-protobuf";
  private static final String FIRST = "prometheus.WriteRequest";
  private static final String SECOND = "io.prometheus.write.v2.Request";
  private static final Pattern PROTO = Pattern.compile(";\\s*proto\\s*=\\s*\"?([^;\"\\s]*)");
  private static final String WRITTEN = "X-Prometheus-Remote-Write-";
  private static final HeaderName SAMPLES = HeaderNames.create(WRITTEN + "Samples-Written");
  private static final HeaderName HISTOGRAMS = HeaderNames.create(WRITTEN + "Histograms-Written");
  private static final HeaderName EXEMPLARS = HeaderNames.create(WRITTEN + "Exemplars-Written");

  private final Sources sources;
  private final LeftOut leftOut;

  /** {@code leftOut} hears of what cannot be stored, {@code sources} say whose what is. */
  public RemoteWrite(Sources sources, LeftOut leftOut) {
    this.sources = sources;
    this.leftOut = leftOut;
  }

  @Override
  public void addTo(Routes routes, Intake intake) {
    SeriesPlaces places = new SeriesPlaces(new Instances(intake::knows));
    // The second is where those write who have the address of queries for both.
    for (String path : new String[] {"/api/v1/write", "/prometheus/api/v1/write"}) {
      routes.add(
          "POST",
          path,
          Right.WRITE,
          withoutTooMany(intake.counted(exchange -> write(exchange, places, intake))));
    }
  }

  /** The endpoint that says 503 where it would say 429. */
  private static Endpoint withoutTooMany(Endpoint endpoint) {
    return exchange -> {
      try {
        endpoint.answer(exchange);
      } catch (Refused e) {
        throw e.orUnavailable();
      }
    };
  }

  private void write(Exchange exchange, SeriesPlaces places, Intake intake) throws IOException {
    exchange.onlyParameters("host");
    boolean isSecond = isSecond(exchange);
    String host = exchange.parameter("host");
    int limit = intake.limits().bodyBytes();
    Body body = Body.packed(exchange, limit, "snappy");
    byte[] packed = body.all();
    long length = packed.length + (long) Snappy.length(packed, limit);
    try (IngestGate.Turn turn = intake.turn(exchange.address(), length)) {
      Arrival arrival = Arrival.of(exchange, "prometheus", intake, leftOut);
      RequestReader reader =
          new RequestReader(
              Snappy.unpack(packed, limit),
              isSecond,
              places,
              sources.of(arrival.sender()),
              host == null ? null : Names.host(host),
              intake.limits().rows(),
              arrival.dropped());
      arrival.store(turn, reader, () -> length);
      try {
        arrival.finish();
      } finally {
        if (isSecond) {
          tellWritten(exchange, reader);
        }
      }
      exchange.empty(204);
    }
  }

  private static void tellWritten(Exchange exchange, RequestReader reader) {
    exchange.header(SAMPLES, Long.toString(reader.written()));
    exchange.header(HISTOGRAMS, Long.toString(reader.histograms()));
    exchange.header(EXEMPLARS, "0");
  }

  private static boolean isSecond(Exchange exchange) {
    Guard.checkType(exchange, TYPE);
    String proto = proto(exchange.header(HeaderNames.CONTENT_TYPE));
    return switch (proto) {
      case FIRST -> false;
      case SECOND -> true;
      default ->
          throw new Refused(
              415,
              "proto=" + Texts.quoted(proto) + " is not known; send " + FIRST + " or " + SECOND);
    };
  }

  private static String proto(@Nullable String type) {
    Matcher proto = PROTO.matcher(type == null ? "" : type);
    return proto.find() ? proto.group(1) : FIRST;
  }
}
