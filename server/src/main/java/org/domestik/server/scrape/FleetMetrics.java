// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.domestik.model.Version;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.metrics.Metric;
import org.domestik.storage.HostStatus;
import org.domestik.storage.HostStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all hosts, without a look at what they measured.
 *
 * @param states a host's state, as pages show it
 * @param spools what a host's agent said of its spool: {@code samples}, {@code bytes}, {@code
 *     dropped}, {@code oldest}; null: nothing
 * @param leftOut what of others' protocols is not stored
 */
record FleetMetrics(
    Function<HostStatus, State> states,
    Function<String, @Nullable Map<String, @Nullable Object>> spools,
    LeftOut leftOut) {

  /** What is so without the store. */
  List<Metric> always() {
    Family build = new Family("domestik_build_info", "gauge", "The server's version; always 1.");
    build.add(1, "version", Version.current(), "java", String.valueOf(Runtime.version().feature()));
    Family left =
        new Family(
            "domestik_left_out_total",
            "counter",
            "What others sent and is not stored, by protocol or source, and reason; of the reasons"
                + " text and not_finite single values that are skipped by rule.");
    leftOut
        .sums()
        .forEach(
            (kind, count) ->
                left.add(count, "source", kind.source(), "reason", kind.reason().word()));
    return List.of(build, left);
  }

  /** What is known of the hosts. */
  List<Metric> of(List<HostStatus> hosts, Instant now) {
    Family state =
        new Family("domestik_host_state", "gauge", "The state that a host is in; always 1.");
    Family count = new Family("domestik_hosts", "gauge", "Hosts, by their state.");
    Family age =
        new Family(
            "domestik_host_last_sample_age_seconds", "gauge", "How old a host's latest sample is.");
    Family samples =
        new Family(
            "domestik_host_spool_samples", "gauge", "Samples that a host's agent still has.");
    Family bytes =
        new Family("domestik_host_spool_bytes", "gauge", "Bytes in the spool of a host's agent.");
    Family dropped =
        new Family(
            "domestik_host_spool_dropped", "gauge", "Samples that a host's full spool gave up.");
    Family oldest =
        new Family(
            "domestik_host_spool_oldest_age_seconds",
            "gauge",
            "How old the oldest sample is that a host's agent still has.");
    Map<State, Integer> counts = new EnumMap<>(State.class);
    for (State each : State.values()) {
      counts.put(each, 0);
    }
    for (HostStatus host : hosts) {
      State its = states.apply(host);
      counts.merge(its, 1, Integer::sum);
      state.add(1, "host", host.host(), "state", its.word());
      if (host.lastSample() != null) {
        age.add(seconds(host.lastSample(), now), "host", host.host());
      }
      Map<String, @Nullable Object> spool = spools.apply(host.host());
      if (spool != null) {
        put(samples, spool.get("samples"), host.host());
        put(bytes, spool.get("bytes"), host.host());
        put(dropped, spool.get("dropped"), host.host());
        if (spool.get("oldest") instanceof Instant since) {
          oldest.add(seconds(since, now), "host", host.host());
        }
      }
    }
    counts.forEach((each, hostsOfIt) -> count.add(hostsOfIt, "state", each.word()));
    return List.of(count, state, age, samples, bytes, dropped, oldest);
  }

  private static void put(Family family, @Nullable Object value, String host) {
    if (value instanceof Number number) {
      family.add(number.doubleValue(), "host", host);
    }
  }

  static double seconds(Instant since, Instant now) {
    return Duration.between(since, now).toMillis() / 1000.0;
  }
}
