// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.http.Body;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.json.JsonTree;
import org.domestik.storage.Storage;

/**
 * Answers what rules would have said: {@code {"alerts":[…],"from":…,"to":…}}; without {@code
 * alerts} it is about those in force.
 */
final class TryEndpoint implements Endpoint {
  private static final int MAX_BODY = 1_000_000;

  private final Storage storage;
  private final Rules rules;

  TryEndpoint(Storage storage, Rules rules) {
    this.storage = storage;
    this.rules = rules;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    Object body;
    try (InputStream in = Body.of(exchange, MAX_BODY).stream()) {
      body = JsonTree.read(in);
    }
    if (!(body instanceof Map<?, ?> request)
        || !(request.get("alerts") instanceof List<?>) && request.containsKey("alerts")) {
      throw new BadInput("expected an object with the list \"alerts\"");
    }
    String from = text(request, "from");
    String to = text(request, "to");
    exchange.json(
        200,
        JsonBody.of(
            request.get("alerts") instanceof List<?> list
                ? Trial.run(storage, list, from, to)
                : Trial.run(storage, rules, from, to)));
  }

  private static String text(Map<?, ?> request, String field) {
    if (request.get(field) instanceof String text) {
      return text;
    }
    throw new BadInput("\"" + field + "\" is missing; write an instant");
  }
}
