// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command.place;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.WireFormat;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.importing.ImportTarget;
import org.domestik.storage.Acceptance;
import org.jspecify.annotations.Nullable;

/** A server that has the store, which takes some MiB of documents at once. */
public record RemoteTarget(RemoteServer server) implements ImportTarget {
  private static final int MOST = 4 << 20;

  @Override
  @SuppressWarnings("unchecked") // The names of an object are texts.
  public Map<String, ProbeDescription> descriptions() {
    Map<String, ProbeDescription> all = new LinkedHashMap<>();
    if (server.ask("GET", "/api/v1/descriptions", Map.of()) instanceof Map<?, ?> trees) {
      trees.forEach(
          (probe, tree) -> {
            Map<String, Object> fields = new LinkedHashMap<>((Map<String, Object>) tree);
            fields.remove("conflicts");
            all.put(probe.toString(), ProbeDescription.fromTree(fields, probe.toString()));
          });
    }
    return all;
  }

  @Override
  public List<Acceptance> store(List<Batch> batches) {
    List<Acceptance> answers = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    for (Batch batch : batches) {
      body.append(WireFormat.toJson(batch)).append('\n');
      if (body.length() > MOST) {
        send(body, answers);
      }
    }
    send(body, answers);
    return answers;
  }

  private void send(StringBuilder body, List<Acceptance> answers) {
    if (body.isEmpty()) {
      return;
    }
    @Nullable Object answer = server.send("/api/v1/import", body.toString());
    body.setLength(0);
    if (answer instanceof Map<?, ?> map && map.get("accepted") instanceof List<?> accepted) {
      accepted.forEach(it -> answers.add(new Acceptance(((Number) it).intValue(), false)));
    } else {
      throw new BadInput("the server's answer does not say what it accepted");
    }
  }
}
