// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.gather.PathTemplate;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of some topics are.
 *
 * @param filter {@code topic}: with {@code +} for a level and {@code #} for all that follow
 * @param template {@code parts}: what the levels of a topic are
 * @param host {@code host}: where no level names it
 * @param probe {@code probe}: likewise
 */
record TopicRule(
    String filter, PathTemplate template, @Nullable String host, @Nullable String probe) {

  static TopicRule from(Settings settings) {
    String filter = settings.text("topic", "");
    if (filter.isEmpty() || !filter.matches("[^\\p{Cc}#]*(#)?")) {
      throw settings.fault("topic", "expected topics to read, # only at the end");
    }
    PathTemplate template;
    try {
      template = PathTemplate.of("/", settings.text("parts", ""));
    } catch (BadInput e) {
      throw settings.fault("parts", String.valueOf(e.getMessage()));
    }
    String host = settings.text("host");
    String probe = settings.text("probe");
    if (host == null && !template.names("host")) {
      throw settings.fault("parts", "no level is the host; name one, or write host = beside it");
    }
    if (probe == null && !template.names("probe")) {
      throw settings.fault("parts", "no level is the probe; name one, or write probe = beside it");
    }
    settings.finish();
    return new TopicRule(filter, template, host, probe);
  }

  /** Whether a topic is among its. */
  boolean holds(String topic) {
    List<String> wanted = List.of(filter.split("/", -1));
    List<String> levels = List.of(topic.split("/", -1));
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).equals("#")) {
        return true;
      }
      if (i >= levels.size()
          || !wanted.get(i).equals("+") && !wanted.get(i).equals(levels.get(i))) {
        return false;
      }
    }
    return wanted.size() == levels.size();
  }
}
