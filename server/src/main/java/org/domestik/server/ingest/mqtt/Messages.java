// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.KeyText;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Storable;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Column;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.gather.PathTemplate;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Table;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.text.Texts;

/** Makes rows of messages: each is of the moment it came. */
final class Messages {
  private static final String PREFIX = "mqtt_";
  private static final String VALUE = "value";

  private final List<TopicRule> rules;
  private final Columns columns;
  private final Map<String, ProbeDescription> known;
  private final Gathering gathering;
  private final Dropped dropped;

  Messages(
      List<TopicRule> rules,
      Columns columns,
      Map<String, ProbeDescription> known,
      int mostRows,
      Dropped dropped) {
    this.rules = rules;
    this.columns = columns;
    this.known = known;
    this.gathering = new Gathering(mostRows);
    this.dropped = dropped;
  }

  List<Batch> batches() {
    return gathering.batches();
  }

  /** Adds one. */
  void add(String topic, byte[] payload, Instant time) throws IOException {
    try {
      for (TopicRule rule : rules) {
        PathTemplate.Path path = rule.holds(topic) ? rule.template().part(topic) : null;
        if (path != null) {
          add(rule, path, payload, Texts.sampleTime(time));
          return;
        }
      }
      throw new BadInput("no parts fit it");
    } catch (BadInput e) {
      dropped.add(Reason.MALFORMED, 1, "topic " + Texts.quoted(topic) + ": " + e.getMessage());
    }
  }

  private void add(TopicRule rule, PathTemplate.Path path, byte[] payload, Instant time)
      throws IOException {
    String host = path.host() == null ? rule.host() : path.host();
    String probe = path.probe() == null ? rule.probe() : path.probe();
    if (host == null || probe == null) {
      throw new BadInput("it says no host or probe");
    }
    Table table = Table.of(PREFIX + probe, probe, Columns.keys(path.levels()), known);
    List<String> key = new ArrayList<>();
    path.key().forEach(text -> key.add(KeyText.of(KeyText.shortened(text))));
    for (Map.Entry<String, Double> number : Payload.read(payload).entrySet()) {
      String fault = Storable.fault(number.getValue());
      if (fault != null) {
        dropped.add(Reason.TOO_LARGE, 1, fault);
        continue;
      }
      String name = name(path.value(), number.getKey());
      Column column = columns.of(table, known.get(table.probe()), name, name, null);
      if (column == null) {
        throw new BadInput("probe \"" + table.probe() + "\" is full: no room for " + name);
      }
      gathering.add(ProbeNames.host(host), Place.of(table, key, column), time, number.getValue());
    }
  }

  private static String name(@org.jspecify.annotations.Nullable String level, String within) {
    if (level == null) {
      return within.isEmpty() ? VALUE : within;
    }
    return within.isEmpty() ? level : level + "_" + within;
  }
}
