// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import com.google.protobuf.CodedOutputStream;
import io.helidon.http.HeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.logging.Logger;
import org.domestik.model.ComparableKey;
import org.domestik.model.Names;
import org.domestik.server.connection.RareLog;
import org.domestik.server.http.Body;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Guard;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.ingest.arrival.Arrival;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.domestik.server.text.TooMuch;

/**
 * {@code POST /v1/metrics} of OpenTelemetry. What cannot be stored of a request is told in a
 * success, as the protocol wants it.
 */
public final class Otlp implements Way {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  /** As a tree JSON takes some so many times as much memory as its bytes. */
  private static final int TREE = 10;

  /**
   * A part of the longest body: of what is longer the tree would not fit, even if it came alone.
   */
  private static final int JSON_SHARE = 4;

  /** The same of a heap that is smaller than most. */
  private static final long HEAP_PART = 24;

  private final RareLog rarely = new RareLog(Logger.getLogger(Otlp.class.getName()));
  private final Sources sources;
  private final LeftOut leftOut;
  private final MetricPlaces places = new MetricPlaces("otel_");
  private final Remembered<ComparableKey> found = new Remembered<>();

  /** {@code leftOut} hears of what cannot be stored, {@code sources} say whose what is. */
  public Otlp(Sources sources, LeftOut leftOut) {
    this.sources = sources;
    this.leftOut = leftOut;
  }

  @Override
  public void addTo(Routes routes, Intake intake) {
    routes.add("POST", "/v1/metrics", Right.WRITE, intake.counted(it -> write(it, intake)));
  }

  private void write(Exchange exchange, Intake intake) throws IOException {
    exchange.onlyParameters("host");
    Guard.checkType(exchange, PROTOBUF, JSON);
    String type = exchange.header(HeaderNames.CONTENT_TYPE);
    boolean isJson = type != null && type.startsWith(JSON);
    String host = exchange.parameter("host");
    Body body = intake.body(exchange);
    long bytesHeld = (isJson ? TREE : 1L) * body.most();
    try (IngestGate.Turn turn = intake.turn(exchange.address(), bytesHeld)) {
      Arrival arrival = Arrival.of(exchange, "otlp", intake, leftOut);
      byte[] bytes = body.all();
      long most =
          Math.min(
              intake.limits().bodyBytes() / JSON_SHARE,
              Runtime.getRuntime().maxMemory() / HEAP_PART);
      if (isJson && bytes.length > most) {
        throw new TooMuch("JSON of more than " + most + " bytes; send several, or protobuf");
      }
      Document document =
          new Document(
              bytes,
              isJson,
              places,
              found.of(sources.of(arrival.sender())),
              host == null ? null : Names.host(host),
              intake.limits().rows(),
              arrival.dropped());
      arrival.store(turn, document, body::length);
      while (document.goOn()) {
        arrival.store(turn, document, () -> 0);
      }
      arrival.tell();
      Dropped dropped = arrival.dropped();
      if (dropped.count() > 0) { // The answer is a success: it would stand nowhere.
        rarely.warn(
            exchange.address(),
            "otlp: of "
                + exchange.address()
                + " is left out "
                + dropped.count()
                + ": "
                + dropped.fault());
      }
      answer(exchange, isJson, dropped);
    }
  }

  private static void answer(Exchange exchange, boolean isJson, Dropped dropped)
      throws IOException {
    if (isJson) {
      exchange.json(
          200,
          out -> {
            out.writeStartObject();
            if (dropped.count() > 0) {
              out.writeObjectFieldStart("partialSuccess");
              out.writeStringField("rejectedDataPoints", Long.toString(dropped.count()));
              out.writeStringField("errorMessage", String.valueOf(dropped.fault()));
              out.writeEndObject();
            }
            out.writeEndObject();
          });
    } else {
      exchange.bytes(200, PROTOBUF, dropped.count() > 0 ? partialSuccess(dropped) : new byte[0]);
    }
  }

  private static byte[] partialSuccess(Dropped dropped) throws IOException {
    ByteArrayOutputStream partial = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(partial);
    out.writeInt64(1, dropped.count());
    out.writeString(2, String.valueOf(dropped.fault()));
    out.flush();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    out = CodedOutputStream.newInstance(whole);
    out.writeByteArray(1, partial.toByteArray());
    out.flush();
    return whole.toByteArray();
  }
}
