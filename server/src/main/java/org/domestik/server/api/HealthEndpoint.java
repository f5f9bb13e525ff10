// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.model.Version;
import org.domestik.server.health.Health;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Right;

/**
 * {@code GET /health}: 200 while samples can be stored, else 503; and, for those who may read, what
 * else is wrong.
 */
final class HealthEndpoint implements Endpoint {
  private final Health health;
  private final Agents agents;

  HealthEndpoint(Health health, Agents agents) {
    this.health = health;
    this.agents = agents;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    Health.State state = health.state();
    agents.date(exchange); // An agent that starts asks here.
    Map<String, Object> answer = new LinkedHashMap<>();
    if (isInflux(exchange)) {
      answer.put("name", "influxdb");
      answer.put("status", state.isOk() ? "pass" : "fail");
      answer.put("message", state.isOk() ? "ready for writes" : "unavailable");
      exchange.json(state.isOk() ? 200 : 503, JsonBody.of(answer));
      return;
    }
    answer.put("status", state.isOk() ? "ok" : "unavailable");
    if (exchange.caller().may(Right.READ)) {
      answer.put("version", Version.current());
      answer.putAll(state.parts());
      answer.put("problems", state.problems());
    }
    exchange.json(state.isOk() ? 200 : 503, JsonBody.of(answer));
  }

  /** InfluxDB's clients of version 2 take no other words than its own for an answer. */
  private static boolean isInflux(Exchange exchange) {
    String agent = exchange.header(HeaderNames.USER_AGENT);
    return agent != null && agent.startsWith("influxdb-client-");
  }
}
