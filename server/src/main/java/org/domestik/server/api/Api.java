// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.domestik.server.distribution.Distribution;
import org.domestik.server.health.Health;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.http.StaticPages;
import org.domestik.server.http.Workers;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.intake.AgentPace;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.domestik.server.metrics.Gauge;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.server.operation.Operation;
import org.domestik.server.operation.Operations;
import org.domestik.server.operation.Report;
import org.domestik.server.operation.Target;
import org.domestik.server.scrape.ScrapeEndpoint;
import org.domestik.storage.Storage;

/**
 * What the port's endpoints need.
 *
 * @param data a folder of the server's own, where what is made for an answer may lie for a while
 * @param intake where samples come in
 * @param health whether samples can be stored
 * @param distribution the probes that hosts may fetch
 * @param doors who may do what
 * @param spools hears what agents say of theirs
 * @param leftOut what of others' protocols is not stored
 * @param ways the protocols that others than agents speak
 */
public record Api(
    Storage storage,
    Path data,
    InstantSource clock,
    Intake intake,
    ServerMetrics metrics,
    Operations operations,
    Health health,
    Distribution distribution,
    Doors doors,
    Spools spools,
    List<Way> ways,
    LeftOut leftOut) {
  /** A page asks for some twenty graphs at once. */
  private static final int READS_WAITING = 200;

  private static final int QUESTIONS_WAITING = 8;
  private static final int ORDERS_WAITING = 8;

  /** Of what a page shows; longer than any browser's user waits. */
  private static final Duration READ = Duration.ofMinutes(1);

  /** Of what looks at all there is: an export, a report. */
  private static final Duration QUESTION = Duration.ofMinutes(5);

  /** All of the routes. */
  public Routes routes(EventStream events) throws IOException {
    metrics.add(
        new Gauge("domestik_event_subscribers", "Pages listening for samples.", events::size));
    Twins twins = new Twins(storage.access(), clock);
    Agents agents = new Agents(clock);
    int processors = Runtime.getRuntime().availableProcessors();
    Workers reads = new Workers("reads", Math.max(4, processors), READS_WAITING, READ);
    Workers questions =
        new Workers("questions", Math.max(2, processors / 2), QUESTIONS_WAITING, QUESTION);
    // Only who owns the data folder gives them: a verify of a large store takes its time.
    Workers orders = new Workers("operations", 2, ORDERS_WAITING, null);
    intake.onStored(spools::heard);
    intake.onStored(twins::heard);
    intake.onNews(events::publish);
    AgentPace pace = new AgentPace(clock, processors);
    metrics.add(
        new Gauge(
            "domestik_agents_gather_seconds",
            "For how long agents are asked to gather before they send.",
            pace::seconds));
    IngestEndpoints ingest =
        new IngestEndpoints(intake, new ForeignProbes(storage), twins, agents, pace);
    Routes routes =
        new Routes(new StaticPages(), metrics.requests, doors.gatekeeper())
            .add("POST", "/api/v1/samples", Right.WRITE, intake.counted(ingest::samples))
            .add("POST", "/api/v1/import", Right.ADMIN, intake.counted(ingest::imported))
            .add("POST", "/api/v1/sql", Right.READ, new SqlEndpoint(storage, questions))
            .get("/api/v1/events", events::answer)
            .get("/api/v1/senders", new SendersEndpoint(leftOut))
            .get("/api/v1/export", new ExportEndpoint(storage, data, questions))
            .add(
                "GET",
                "/api/v1/agent/probes",
                Right.NONE,
                new AgentProbesEndpoint(distribution, pace))
            .add("GET", "/health", Right.NONE, new HealthEndpoint(health, agents))
            .get(
                "/metrics",
                reads.of(
                    new ScrapeEndpoint(
                        storage, clock, metrics, leftOut, agents::state, spools::of)));
    new QueryEndpoints(storage, clock, spools, twins, agents, reads)
        .addTo(routes, reads, questions);
    new BackupEndpoint(storage, clock, orders, doors.audit()).addTo(routes);
    // Those that change nothing, for pages; the others need the token.
    for (Operation operation : List.of(Operation.LEAKS, Operation.PLAN, Operation.VERIFY)) {
      routes.get(
          "/api/v1/" + operation.word(), questions.of(exchange -> report(exchange, operation)));
    }
    for (Operation operation : Operation.values()) {
      routes.add(
          "POST",
          "/api/v1/operations/" + operation.word(),
          Right.NONE,
          new OperationEndpoint(operations, operation, orders, doors.audit()));
    }
    ways.forEach(way -> way.addTo(routes, intake));
    doors.more().accept(routes);
    return routes;
  }

  private void report(Exchange exchange, Operation operation) throws IOException {
    exchange.onlyParameters("host", "probe", "now");
    String host = exchange.parameter("host");
    String probe = exchange.parameter("probe");
    Target target =
        new Target(host == null ? "*" : host, probe == null ? "*" : probe, exchange.instant("now"));
    Report report = operations.run(operation, target, step -> {});
    exchange.json(200, JsonBody.of(report.maps()));
  }
}
