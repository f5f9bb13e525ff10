// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import java.time.Duration;
import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.server.ingest.port.OpenPort;
import org.jspecify.annotations.Nullable;

/**
 * {@code statsd = { … }} in {@code server.conf}.
 *
 * @param hosts {@code hosts}: globs of those that may be delivered for
 * @param host {@code host}: of lines that name none; null: the sender's address
 * @param interval {@code interval}: how long is added up, a second to an hour
 */
record StatsdConfig(OpenPort port, List<String> hosts, @Nullable String host, Duration interval) {
  private static final int USUAL_PORT = 8125;
  private static final Span USUAL_INTERVAL = Span.parse("10 seconds");
  private static final Duration LONGEST = Duration.ofHours(1);

  StatsdConfig {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads it.
   *
   * @throws BadInput naming the key of a fault
   */
  static StatsdConfig from(Settings settings) {
    OpenPort port = OpenPort.from(settings, USUAL_PORT);
    List<String> hosts = settings.texts("hosts");
    String host = settings.text("host");
    Duration interval = settings.span("interval", USUAL_INTERVAL).estimate();
    if (interval.isZero() || interval.compareTo(LONGEST) > 0) {
      throw settings.fault("interval", "expected \"1 second\" to \"1 hour\"");
    }
    settings.finish();
    return new StatsdConfig(port, hosts.isEmpty() ? List.of("*") : hosts, host, interval);
  }
}
