// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.server.http.Body;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Guard;
import org.domestik.server.http.JsonBody;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.json.BatchReader;
import org.domestik.server.ingest.json.UnknownFields;
import org.domestik.server.intake.AgentPace;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.server.json.JsonTree;
import org.domestik.storage.Acceptance;

/** Takes samples in; answers only when they are durable. */
final class IngestEndpoints {
  private final Intake intake;
  private final ForeignProbes foreign;
  private final Twins twins;
  private final Agents agents;
  private final AgentPace pace;

  IngestEndpoints(
      Intake intake, ForeignProbes foreign, Twins twins, Agents agents, AgentPace pace) {
    this.pace = pace;
    this.intake = intake;
    this.foreign = foreign;
    this.twins = twins;
    this.agents = agents;
  }

  /** {@code POST /api/v1/samples}. */
  void samples(Exchange exchange) throws IOException {
    Duration offset = agents.offset(exchange);
    pace.tell(exchange); // Also where there is no room: 503.
    exchange.onlyParameters();
    Guard.checkType(exchange, "application/json");
    Body body = intake.body(exchange);
    try (IngestGate.Turn turn = intake.turn(exchange, body);
        InputStream in = body.stream()) {
      UnknownFields unknown =
          agents.isOfAnotherVersion(exchange) ? UnknownFields.leftOut() : UnknownFields.refused();
      Batch batch = Intake.own(exchange.caller(), BatchReader.read(in, intake.limits(), unknown));
      if (exchange.caller().host() != null) {
        twins.check(batch);
      }
      agents.heard(exchange, batch.host(), offset);
      if (batch.delivery() != null) {
        pace.heard(batch.host());
      }
      agents.leftOut(exchange, unknown.names());
      intake.weigh(exchange.caller(), batch.host(), body.length());
      Acceptance acceptance = acceptAgents(turn, exchange.caller(), batch);
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
    Body body = intake.body(exchange);
    try (IngestGate.Turn _ = intake.turn(exchange, body);
        InputStream in = body.stream()) {
      List<Batch> batches = BatchReader.readAll(in, IngestLimits.OF_FILES);
      List<Integer> accepted =
          intake.importAll(batches).stream().map(Acceptance::accepted).toList();
      exchange.json(200, JsonBody.of(Map.of("accepted", accepted)));
    }
  }

  private Acceptance acceptAgents(IngestGate.Turn turn, Caller caller, Batch batch) {
    try {
      return intake.accept(turn, caller, batch);
    } catch (BadInput e) {
      if (foreign.makeRoom(batch)) {
        return intake.accept(turn, caller, batch);
      }
      throw e;
    }
  }
}
