// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;
import org.domestik.model.Names;
import org.domestik.model.delivery.SignedProbe;
import org.domestik.server.distribution.Distribution;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.intake.AgentPace;

/**
 * {@code GET /api/v1/agent/probes?host=}: the probes sent to a host. Agents ask every few seconds,
 * many of them less often, so the answer mostly is 304 without a body.
 */
final class AgentProbesEndpoint implements Endpoint {
  private final Distribution distribution;
  private final AgentPace pace;

  AgentProbesEndpoint(Distribution distribution, AgentPace pace) {
    this.distribution = distribution;
    this.pace = pace;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    pace.tell(exchange);
    exchange.onlyParameters("host");
    Caller caller = exchange.caller();
    String host = caller.hostOf(Names.host(exchange.required("host")));
    if (!caller.may(Right.READ)) {
      if (!caller.may(Right.WRITE)) {
        throw new Refused(401, "an agent shows the token that its enrolment gave it");
      }
      caller.checkHost(host);
    }
    List<SignedProbe> probes = distribution.of(host);
    StringBuilder versions = new StringBuilder();
    // A signature is of everything else.
    probes.forEach(probe -> versions.append(probe.signature()));
    String tag = "\"%d-%08x\"".formatted(probes.size(), versions.toString().hashCode());
    exchange.header(HeaderNames.ETAG, tag);
    if (tag.equals(exchange.header(HeaderNames.IF_NONE_MATCH))) {
      exchange.empty(304);
      return;
    }
    String body = Json.write(Map.of("probes", probes.stream().map(SignedProbe::toTree).toList()));
    exchange.text(200, "application/json", body);
  }
}
