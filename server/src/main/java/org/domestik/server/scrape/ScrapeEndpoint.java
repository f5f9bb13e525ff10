// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.scrape;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.domestik.model.Glob;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.metrics.Metric;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.HostStatus;
import org.domestik.storage.HostStatus.State;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: the server, the fleet, and where asked for what hosts measured last. */
public final class ScrapeEndpoint implements Endpoint {
  private static final String TYPE = "text/plain; version=0.0.4";

  private final Storage storage;
  private final InstantSource clock;
  private final ServerMetrics metrics;
  private final FleetMetrics fleet;

  /**
   * All that is told of.
   *
   * @param states a host's state, as pages show it
   * @param spools what a host's agent said of its spool; null: nothing
   */
  public ScrapeEndpoint(
      Storage storage,
      InstantSource clock,
      ServerMetrics metrics,
      LeftOut leftOut,
      Function<HostStatus, State> states,
      Function<String, @Nullable Map<String, @Nullable Object>> spools) {
    this.storage = storage;
    this.clock = clock;
    this.metrics = metrics;
    this.fleet = new FleetMetrics(states, spools, leftOut);
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters("hosts");
    List<String> globs = exchange.parameters("hosts").stream().map(Glob::hosts).toList();
    Instant now = clock.instant();
    List<Metric> all = new ArrayList<>(fleet.always());
    Family up =
        new Family("domestik_store_up", "gauge", "1: what is told of hosts is what the store has.");
    try {
      List<HostStatus> hosts = storage.hosts();
      all.addAll(fleet.of(hosts, now));
      if (!globs.isEmpty()) {
        all.addAll(
            new LatestValues(storage, now)
                .of(hosts.stream().filter(it -> Glob.anyMatches(globs, it.host())).toList()));
      }
      up.add(1);
    } catch (StorageUnavailable e) {
      up.add(0); // What the server says of itself is wanted now more than ever.
    }
    all.add(up);
    exchange.text(200, TYPE, metrics.text(all));
  }
}
