// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.alert.rules.QuietWindows;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.http.Audit;
import org.domestik.server.http.Body;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.http.Workers;
import org.domestik.server.json.JsonTree;
import org.domestik.storage.Storage;
import org.domestik.storage.alert.QuietWindow;

/** Quiet windows that are set by hand, over HTTP. */
final class QuietEndpoints {
  private static final String PATH = "/api/v1/alerts/quiet";
  private static final int MAX_BODY = 100_000;
  private static final int MOST = 200;

  private final Storage storage;
  private final InstantSource clock;
  private final Rules rules;
  private final Audit audit;

  QuietEndpoints(Storage storage, InstantSource clock, Rules rules, Audit audit) {
    this.storage = storage;
    this.clock = clock;
    this.rules = rules;
    this.audit = audit;
  }

  void addTo(Routes routes, Workers workers) {
    routes
        .get(PATH, workers.of(this::list))
        .add("POST", PATH, Right.ADMIN, workers.of(this::set))
        .add("DELETE", PATH + "/", Right.ADMIN, workers.of(this::end));
  }

  private void list(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    Instant now = clock.instant();
    exchange.json(
        200,
        JsonBody.of(
            storage.alerts().quiet(now).stream()
                .map(window -> QuietWindows.fields(window, now))
                .toList()));
  }

  private void set(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    Object body;
    try (InputStream in = Body.of(exchange, MAX_BODY).stream()) {
      body = JsonTree.read(in);
    }
    if (!(body instanceof Map<?, ?> request)) {
      throw new BadInput("expected an object with the hosts, and to or lasting");
    }
    Map<String, Object> fields = new HashMap<>();
    request.forEach((name, value) -> fields.put(String.valueOf(name), value));
    Instant now = clock.instant();
    String who = exchange.caller().name();
    QuietWindow window = QuietWindows.read(fields, now, rules.zone(), who);
    if (storage.alerts().quiet(now).size() >= MOST) {
      throw new BadInput("there are " + MOST + " quiet windows already; end one of them first");
    }
    storage.alerts().keep(window);
    audit.note(who, exchange.address(), "quiet", QuietWindows.whole(window));
    exchange.json(200, JsonBody.of(QuietWindows.fields(window, now)));
  }

  private void end(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    String path = exchange.path();
    String id = path.substring(path.lastIndexOf('/') + 1);
    List<QuietWindow> known = storage.alerts().quiet(clock.instant());
    QuietWindow window =
        known.stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new BadInput("there is no quiet window \"" + id + "\""));
    storage.alerts().endQuiet(id);
    audit.note(
        exchange.caller().name(), exchange.address(), "quiet-end", QuietWindows.whole(window));
    exchange.json(200, JsonBody.of(Map.of("id", id)));
  }
}
