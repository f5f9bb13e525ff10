// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.Names;
import org.domestik.server.http.Body;
import org.domestik.server.http.Caller;
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
import org.domestik.server.limit.Limits;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Growth;
import org.domestik.storage.Storage;
import org.domestik.storage.TooEarly;

/** Takes samples in; answers only when they are durable. */
final class IngestEndpoints {
  private static final String[] WRITE_PARAMETERS = {
    "host", "precision", "db", "rp", "consistency", "u", "p", "org", "orgID", "bucket"
  };

  private static final Logger LOG = Logger.getLogger(IngestEndpoints.class.getName());
  private static final int PATIENCE_SECONDS = 20;

  private final Storage storage;
  private final LineProtocol lines;
  private final IngestLimits limits;
  private final Limits quota;
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
      Limits quota,
      EventStream events,
      Spools spools,
      Twins twins,
      Agents agents,
      ServerMetrics metrics) {
    this.storage = storage;
    foreign = new ForeignProbes(storage);
    this.lines = lines;
    this.limits = limits;
    this.quota = quota;
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
      Batch batch = own(exchange.caller(), BatchReader.read(in, limits, unknown));
      if (exchange.caller().host() != null) {
        twins.check(batch);
      }
      agents.heard(exchange, batch.host(), offset);
      agents.leftOut(exchange, unknown.names());
      quota.bytes(exchange.caller(), batch.host(), body.length());
      Acceptance acceptance = acceptAgents(exchange.caller(), batch);
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
      List<Batch> read =
          lines.read(
              body.all(),
              host == null ? null : Names.host(host),
              precision == null ? Precision.NANOSECONDS : Precision.of(precision),
              storage.descriptions());
      List<Batch> batches = read.stream().map(batch -> own(exchange.caller(), batch)).toList();
      weigh(exchange.caller(), batches, body.length());
      store(exchange.caller(), batches);
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

  /** A batch under the name that its host has here; refused where it is of another's host. */
  private static Batch own(Caller caller, Batch batch) {
    String host = caller.hostOf(batch.host());
    caller.checkHost(host);
    return host.equals(batch.host()) ? batch : batch.of(host);
  }

  private void grow(Caller caller, Growth growth) {
    quota.grow(caller, growth);
    if (!growth.alike().isEmpty()) {
      LOG.warning(
          () ->
              "there is a new host \""
                  + growth.host()
                  + "\", and \""
                  + growth.alike().getFirst()
                  + "\" differs from it in upper and lower case alone; if it is the same machine:"
                  + " ./domestik rename-host, or delete one");
    }
  }

  /** Each host's part of the bytes is that of its samples. */
  private void weigh(Caller caller, List<Batch> batches, long bytes) {
    long samples = batches.stream().mapToLong(it -> it.samples().size()).sum();
    batches.forEach(
        it -> quota.bytes(caller, it.host(), bytes * it.samples().size() / Math.max(1, samples)));
  }

  private Acceptance acceptAgents(Caller caller, Batch batch) {
    try {
      return accept(caller, batch);
    } catch (BadInput e) {
      if (foreign.makeRoom(batch)) {
        return accept(caller, batch);
      }
      throw e;
    }
  }

  private Acceptance accept(Caller caller, Batch batch) {
    long started = System.nanoTime();
    Acceptance acceptance =
        storage.acceptAll(List.of(batch), growth -> grow(caller, growth)).getFirst();
    metrics.commit.record(Duration.ofNanos(System.nanoTime() - started));
    note(batch, acceptance);
    return acceptance;
  }

  /** For senders who are told no more than that it is durable. */
  private void store(Caller caller, List<Batch> batches) {
    long started = System.nanoTime();
    storage.store(batches, growth -> grow(caller, growth));
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
