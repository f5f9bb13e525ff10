// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.util.ArrayList;
import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.port.OpenPort;
import org.jspecify.annotations.Nullable;

/**
 * {@code graphite = { … }} in {@code server.conf}.
 *
 * @param hosts {@code hosts}: globs of those that may be delivered for
 * @param host {@code host}: of paths that name none; null: those are refused
 * @param templates {@code templates}: the first that holds for a path parts it
 */
record GraphiteConfig(
    OpenPort port, List<String> hosts, @Nullable String host, List<Template> templates) {
  private static final int USUAL_PORT = 2003;

  /** What Graphite's own and collectd's write_graphite call things is near it. */
  private static final Template LAST = Template.of("*", "host.probe.value*");

  GraphiteConfig {
    hosts = List.copyOf(hosts);
    templates = List.copyOf(templates);
  }

  /**
   * Reads it.
   *
   * @throws BadInput naming the key of a fault
   */
  static GraphiteConfig from(Settings settings) {
    OpenPort port = OpenPort.from(settings, USUAL_PORT);
    List<String> hosts = settings.texts("hosts");
    List<Template> templates = new ArrayList<>();
    for (Settings each : settings.each("templates")) {
      String text = each.text("parts", "");
      try {
        templates.add(Template.of(each.text("path", "*"), text));
      } catch (BadInput e) {
        throw each.fault("parts", String.valueOf(e.getMessage()));
      }
      each.finish();
    }
    templates.add(LAST);
    String host = settings.text("host");
    settings.finish();
    return new GraphiteConfig(port, hosts.isEmpty() ? List.of("*") : hosts, host, templates);
  }
}
