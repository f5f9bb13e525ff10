// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Nearest;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.alert.telling.Held;
import org.domestik.storage.Storage;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/** Alerts of now and of the last week, as commands and the API show them. */
public final class AlertList {
  /** What each says, in this order. */
  public static final List<String> FIELDS =
      List.of(
          "id",
          "rule",
          "severity",
          "host",
          "probe",
          "key",
          "value",
          "state",
          "since",
          "ended",
          "lastTime",
          "lastValue",
          "limit",
          "message",
          "acknowledged",
          "acknowledgedAt",
          "silencedBy",
          "flapping",
          "stale");

  private static final List<String> STATES = List.of("pending", "firing", "resolved");
  private static final int MOST = 2_000;
  private static final Duration PAST = Duration.ofDays(7);

  /** Older, and the newest number says nothing of now. */
  private static final Duration STALE = Duration.ofMinutes(10);

  private final Storage storage;
  private final InstantSource clock;
  private final Rules rules;

  public AlertList(Storage storage, InstantSource clock, Rules rules) {
    this.storage = storage;
    this.clock = clock;
    this.rules = rules;
  }

  /**
   * The newest first.
   *
   * @param state pending, firing or resolved; null: all
   * @param host a glob; null: all
   * @throws BadInput for another state
   */
  public List<Map<String, @Nullable Object>> of(@Nullable String state, @Nullable String host) {
    if (state != null && !STATES.contains(state)) {
      throw new BadInput(
          "\"state\" is one of "
              + STATES
              + "; nearest to \""
              + state
              + "\" is \""
              + Nearest.of(state, STATES)
              + "\"");
    }
    List<Alert> all = storage.alerts().since(clock.instant().minus(PAST), MOST);
    Map<String, Acknowledgement> seen = new HashMap<>();
    storage.alerts().acknowledged().forEach(each -> seen.put(each.alert(), each));
    Rulebook book = rules.book(storage.descriptions().values());
    Held held =
        new Held(
            book,
            rules.file().quiet(),
            storage.alerts().quiet(clock.instant()),
            all,
            storage.hosts(),
            clock.instant());
    List<Map<String, @Nullable Object>> shown = new ArrayList<>();
    for (Alert alert : all) {
      if ((state == null || state.equals(alert.state()))
          && (host == null || Glob.matches(host, alert.host()))) {
        shown.add(fields(alert, held, seen.get(alert.id())));
      }
    }
    return shown;
  }

  private Map<String, @Nullable Object> fields(
      Alert alert, Held held, @Nullable Acknowledgement seen) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", alert.id());
    fields.put("rule", alert.rule());
    fields.put("severity", alert.severity());
    fields.put("host", alert.host());
    fields.put("probe", alert.probe());
    fields.put("key", alert.key().size() == 1 ? alert.key().getFirst() : alert.key());
    fields.put("value", alert.value());
    fields.put("state", alert.state());
    fields.put("since", alert.since());
    fields.put("ended", alert.ended());
    fields.put("lastTime", alert.lastTime());
    fields.put("lastValue", alert.lastValue());
    fields.put("limit", alert.limit());
    fields.put("message", alert.message());
    fields.put("acknowledged", seen == null ? null : seen.who());
    fields.put("acknowledgedAt", seen == null ? null : seen.at());
    fields.put("silencedBy", alert.isResolved() ? null : held.why(alert));
    fields.put("flapping", alert.flapping());
    fields.put(
        "stale", !alert.isResolved() && alert.lastTime().plus(STALE).isBefore(clock.instant()));
    return fields;
  }

  /**
   * Notes that somebody has seen an alert.
   *
   * @throws BadInput where there is none of that id, or it is over
   */
  public Acknowledgement acknowledge(String id, String who) {
    Instant now = clock.instant();
    Alert alert =
        storage.alerts().since(now.minus(PAST), MOST).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new BadInput("there is no alert \"" + id + "\""));
    if (alert.isResolved()) {
      throw new BadInput("the alert " + id + " is over since " + alert.ended());
    }
    Acknowledgement done = new Acknowledgement(id, who, now);
    storage.alerts().acknowledge(done);
    return done;
  }
}
