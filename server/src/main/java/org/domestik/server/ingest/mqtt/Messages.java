// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.domestik.model.BadInput;
import org.domestik.model.Storable;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.gather.Named;
import org.domestik.server.ingest.gather.PathTemplate;
import org.domestik.server.ingest.gather.Places;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.domestik.server.mqtt.Publication;
import org.domestik.server.text.Texts;

/** Makes rows of messages: each is of the moment it came. */
final class Messages {
  private static final String VALUE = "value";

  private final List<TopicRule> rules;
  private final Places places;
  private final Candidates candidates;
  private final Map<String, ProbeDescription> known;
  private final Gathering gathering;
  private final Dropped dropped;

  Messages(
      List<TopicRule> rules,
      Places places,
      Candidates candidates,
      Map<String, ProbeDescription> known,
      int mostRows,
      Dropped dropped) {
    this.rules = rules;
    this.places = places;
    this.candidates = candidates;
    this.known = known;
    this.gathering = new Gathering(mostRows);
    this.dropped = dropped;
  }

  List<Batch> batches() {
    return gathering.batches();
  }

  /** Adds one. */
  void add(Publication publication, Instant time) throws IOException {
    String topic = publication.topic();
    try {
      if (publication.isTooLong()) {
        throw new BadInput("its message of " + publication.bytes() + " bytes is too long");
      }
      for (TopicRule rule : rules) {
        PathTemplate.Path path = rule.holds(topic) ? rule.template().part(topic) : null;
        if (path != null) {
          add(rule, path, publication.payload(), Texts.sampleTime(time));
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
    for (Map.Entry<String, Double> number : Payload.read(payload).entrySet()) {
      String fault = Storable.fault(number.getValue());
      if (fault != null) {
        dropped.add(Reason.TOO_LARGE, 1, fault);
        continue;
      }
      String name = name(path.value(), number.getKey());
      Named named = new Named(probe, probe, host, path.levels(), name, null);
      Target target = places.of(candidates, named, known);
      String whose = Objects.requireNonNull(target.host());
      gathering.add(whose, Objects.requireNonNull(target.place()), time, number.getValue());
    }
  }

  private static String name(@org.jspecify.annotations.Nullable String level, String within) {
    if (level == null) {
      return within.isEmpty() ? VALUE : within;
    }
    return within.isEmpty() ? level : level + "_" + within;
  }
}
