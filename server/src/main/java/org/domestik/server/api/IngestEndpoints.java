// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.Names;
import org.domestik.server.http.Body;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Faults;
import org.domestik.server.http.Guard;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Refused;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.json.BatchReader;
import org.domestik.server.ingest.json.UnknownFields;
import org.domestik.server.ingest.lines.LineProtocol;
import org.domestik.server.json.JsonTree;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Storage;
import org.domestik.storage.TooEarly;

/** Takes samples in; answers only when they are durable. */
final class IngestEndpoints {
  private static final String[] WRITE_PARAMETERS = {
    "host", "precision", "db", "rp", "consistency", "u", "p", "org", "orgID", "bucket"
  };

  private static final int PATIENCE_SECONDS = 20;

  private final Storage storage;
  private final LineProtocol lines;
  private final IngestLimits limits;
  private final ForeignProbes foreign;
  private final IngestGate gate;
  private final EventStream events;
  private final Spools spools;
  private final Twins twins;
  private final Agents agents;
  private final ServerMetrics metrics;

  IngestEndpoints(
      Storage storage,
      LineProtocol lines,
      IngestLimits limits,
      EventStream events,
      Spools spools,
      Twins twins,
      Agents agents,
      ServerMetrics metrics) {
    this.storage = storage;
    foreign = new ForeignProbes(storage);
    this.lines = lines;
    this.limits = limits;
    this.gate = new IngestGate(limits.bodyBytes(), PATIENCE_SECONDS);
    this.events = events;
    this.spools = spools;
    this.twins = twins;
    this.agents = agents;
    this.metrics = metrics;
  }

  /** {@code POST /api/v1/samples}. */
  void samples(Exchange exchange) throws IOException {
    Duration offset = agents.offset(exchange);
    exchange.onlyParameters();
    Guard.checkType(exchange, "application/json");
    Body body = Body.of(exchange, limits.bodyBytes());
    try (IngestGate.Turn _ = gate.enter(exchange.address(), body.most());
        InputStream in = body.stream()) {
      UnknownFields unknown =
          agents.isOfAnotherVersion(exchange) ? UnknownFields.leftOut() : UnknownFields.refused();
      Batch batch = BatchReader.read(in, limits, unknown);
      exchange.caller().checkHost(batch.host());
      if (exchange.caller().host() != null) {
        twins.check(batch);
      }
      agents.heard(exchange, batch.host(), offset);
      agents.leftOut(exchange, unknown.names());
      Acceptance acceptance = acceptAgents(batch);
      exchange.json(
          200,
          out -> {
            out.writeStartObject();
            out.writeNumberField("accepted", acceptance.accepted());
            if (acceptance.duplicate()) {
              out.writeBooleanField("duplicate", true);
            }
            if (acceptance.conflict()) {
              out.writeBooleanField("conflict", true);
            }
            if (!unknown.names().isEmpty()) {
              out.writeFieldName("ignored");
              JsonTree.write(out, unknown.names());
            }
            out.writeEndObject();
          });
    }
  }

  /** {@code POST /api/v1/import}: documents like those of agents, of any hosts, all or none. */
  void imported(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    Guard.checkType(exchange, "application/json");
    Body body = Body.of(exchange, limits.bodyBytes());
    try (IngestGate.Turn _ = gate.enter(exchange.address(), body.most());
        InputStream in = body.stream()) {
      List<Batch> batches = BatchReader.readAll(in, IngestLimits.OF_FILES);
      List<Integer> accepted =
          storage.acceptAll(batches).stream().map(Acceptance::accepted).toList();
      accepted.forEach(metrics.samples::add);
      exchange.json(200, JsonBody.of(Map.of("accepted", accepted)));
    }
  }

  /** {@code POST /write}; parameters of InfluxDB that mean nothing here are ignored. */
  void write(Exchange exchange) throws IOException {
    exchange.onlyParameters(WRITE_PARAMETERS);
    Guard.checkType(exchange, "text/plain", "application/octet-stream");
    String precision = exchange.parameter("precision");
    String host = exchange.parameter("host");
    Body body = Body.of(exchange, limits.bodyBytes());
    try (IngestGate.Turn _ = gate.enter(exchange.address(), body.most())) {
      List<Batch> batches =
          lines.read(
              body.all(),
              host == null ? null : Names.host(host),
              precision == null ? Precision.NANOSECONDS : Precision.of(precision),
              storage.descriptions());
      batches.forEach(batch -> exchange.caller().checkHost(batch.host()));
      store(batches);
      exchange.empty(204);
    } catch (TooEarly e) {
      // Senders of this protocol give up what is answered 4xx, and send again after a 503.
      Refused later = new Refused(503, String.valueOf(e.getMessage()));
      later.initCause(e);
      throw later;
    }
  }

  /** The endpoint with its failures counted. */
  Endpoint counted(Endpoint endpoint) {
    return exchange -> {
      try {
        endpoint.answer(exchange);
      } catch (RuntimeException e) {
        metrics.batches.add(1, outcome(e));
        throw e;
      }
    };
  }

  private Acceptance acceptAgents(Batch batch) {
    try {
      return accept(List.of(batch)).getFirst();
    } catch (BadInput e) {
      if (foreign.makeRoom(batch)) {
        return accept(List.of(batch)).getFirst();
      }
      throw e;
    }
  }

  private List<Acceptance> accept(List<Batch> batches) {
    long started = System.nanoTime();
    List<Acceptance> acceptances = storage.acceptAll(batches);
    metrics.commit.record(Duration.ofNanos(System.nanoTime() - started));
    for (int i = 0; i < batches.size(); i++) {
      note(batches.get(i), acceptances.get(i));
    }
    return acceptances;
  }

  /** For senders who are told no more than that it is durable. */
  private void store(List<Batch> batches) {
    long started = System.nanoTime();
    storage.store(batches);
    metrics.commit.record(Duration.ofNanos(System.nanoTime() - started));
    batches.forEach(batch -> note(batch, new Acceptance(batch.samples().size(), false)));
  }

  private static String outcome(Acceptance acceptance) {
    return acceptance.duplicate() ? "duplicate" : acceptance.conflict() ? "conflict" : "accepted";
  }

  private static String outcome(RuntimeException fault) {
    boolean isEarly = fault instanceof TooEarly || fault.getCause() instanceof TooEarly;
    return isEarly ? "early" : Faults.status(fault) < 500 ? "refused" : "failed";
  }

  private void note(Batch batch, Acceptance acceptance) {
    metrics.batches.add(1, outcome(acceptance));
    metrics.samples.add(acceptance.accepted());
    spools.heard(batch);
    twins.heard(batch);
    if (!acceptance.duplicate()) {
      events.publish(batch);
    }
  }
}
