// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.rules.Bounds;
import org.domestik.server.alert.rules.Quiet;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.alert.rules.Words;
import org.domestik.server.http.Audit;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.http.Workers;
import org.domestik.server.notify.Target;
import org.domestik.server.notify.message.Message;
import org.domestik.storage.Storage;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Notice;
import org.jspecify.annotations.Nullable;

/** Alerts, rules and notices over HTTP. */
public final class AlertEndpoints {
  private static final int NOTICES = 200;
  private static final int WAITING = 100;
  private static final Duration READ = Duration.ofMinutes(1);
  private final Storage storage;
  private final Rules rules;
  private final AlertList list;
  private final Audit audit;
  private final QuietEndpoints quiet;

  public AlertEndpoints(Storage storage, InstantSource clock, Rules rules, Audit audit) {
    this.storage = storage;
    this.rules = rules;
    list = new AlertList(storage, clock, rules);
    this.audit = audit;
    quiet = new QuietEndpoints(storage, clock, rules, audit);
  }

  /** Adds them all. */
  public void addTo(Routes routes) {
    Workers reads = new Workers("alert-reads", 2, WAITING, READ);
    routes
        .get("/api/v1/alerts", reads.of(this::alerts))
        .get("/api/v1/alerts/rules", reads.of(this::rules))
        .get("/api/v1/alerts/notices", reads.of(this::notices))
        .add("POST", "/api/v1/alerts/*/acknowledge", Right.READ, reads.of(this::acknowledge))
        .add("POST", "/api/v1/alerts/try", Right.READ, reads.of(new TryEndpoint(storage, rules)));
    quiet.addTo(routes, reads);
  }

  private void alerts(Exchange exchange) throws IOException {
    exchange.onlyParameters("state", "host");
    exchange.json(
        200, JsonBody.of(list.of(exchange.parameter("state"), exchange.parameter("host"))));
  }

  private void rules(Exchange exchange) throws IOException {
    exchange.onlyParameters("host");
    String host = exchange.parameter("host");
    List<Map<String, @Nullable Object>> shown = new ArrayList<>();
    Collection<ProbeDescription> descriptions = storage.descriptions().values();
    Rulebook book = rules.book(descriptions);
    for (AlertRule rule : book.rules()) {
      if (host != null && !rule.isFor(host)) {
        continue;
      }
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("name", rule.name());
      fields.put("severity", rule.severity().word());
      fields.put("condition", Words.of(rule));
      fields.put("hosts", rule.hosts());
      fields.put("probe", rule.probe());
      fields.put("value", rule.condition() == null ? null : rule.condition().value());
      fields.put("keys", rule.keys());
      fields.put("lasting", rule.lasting() == null ? null : rule.lasting().toString());
      fields.put("origin", rule.origin());
      fields.put("limits", Bounds.of(rule, descriptions));
      shown.add(fields);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("rules", shown);
    answer.put("problems", rules.problems());
    answer.put("unmatched", host == null ? rules.unmatched(storage, false) : List.of());
    answer.put("targets", rules.file().targets().stream().map(AlertEndpoints::target).toList());
    answer.put("quiet", rules.file().quiet().stream().map(Quiet::whole).toList());
    exchange.json(200, JsonBody.of(answer));
  }

  private static Map<String, Object> target(Target target) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", target.name());
    fields.put("from", target.from());
    fields.put("ways", target.channels().stream().map(each -> each.address()).toList());
    return fields;
  }

  private void notices(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    List<Map<String, @Nullable Object>> shown = new ArrayList<>();
    for (Notice notice : storage.alerts().notices(NOTICES)) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("target", notice.target());
      fields.put("state", notice.state());
      fields.put("created", notice.created());
      fields.put("attempts", notice.attempts());
      fields.put("time", notice.next());
      fields.put("fault", notice.fault());
      fields.put("subject", Message.fromJson(notice.message()).subject());
      shown.add(fields);
    }
    exchange.json(200, JsonBody.of(shown));
  }

  private void acknowledge(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    String path = exchange.path();
    String folder = path.substring(0, path.lastIndexOf('/'));
    String id = folder.substring(folder.lastIndexOf('/') + 1);
    Acknowledgement done = list.acknowledge(id, exchange.caller().name());
    audit.note(done.who(), exchange.address(), "acknowledge", "alert " + id);
    exchange.json(
        200,
        JsonBody.of(Map.of("id", id, "acknowledged", done.who(), "acknowledgedAt", done.at())));
  }
}
