// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.domestik.model.Span;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.server.metrics.Metric;
import org.domestik.server.text.TooMuch;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;

/** What hosts measured last, for somebody else's Prometheus. */
final class LatestValues {
  private static final int MOST = 200_000;
  private static final Duration USUAL = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofMinutes(15);

  private final Storage storage;
  private final Instant now;
  private final Family values =
      new Family(
          "domestik_value",
          "gauge",
          "A value of a host's latest sample of a probe; its key's levels are the labels key_….");
  private final Family ages =
      new Family(
          "domestik_value_age_seconds", "gauge", "How old a host's latest sample of a probe is.");
  private int count;

  LatestValues(Storage storage, Instant now) {
    this.storage = storage;
    this.now = now;
  }

  /** Those of some hosts; {@link TooMuch} where they are more than one answer should have. */
  List<Metric> of(List<HostStatus> hosts) {
    Map<String, ProbeDescription> descriptions = new TreeMap<>(storage.descriptions());
    descriptions.forEach(
        (probe, description) -> {
          Map<String, Window> windows = new HashMap<>();
          for (HostStatus host : hosts) {
            Instant last = host.lastSample();
            if (last != null && host.probes().contains(probe)) {
              windows.put(
                  host.host(),
                  new Window(last.minus(back(description)), now.plus(Duration.ofDays(1))));
            }
          }
          if (!windows.isEmpty()) {
            probe(description, windows);
          }
        });
    return List.of(values, ages);
  }

  /** Some runs of the probe, for not all of a host's run at once. */
  private static Duration back(ProbeDescription description) {
    Span every = description.every();
    Duration runs = (every == null ? USUAL : every.estimate()).multipliedBy(3);
    return runs.compareTo(SHORTEST) < 0 ? SHORTEST : runs;
  }

  private record Last(String host, List<String> key, long time, Map<String, Double> numbers) {}

  private void probe(ProbeDescription description, Map<String, Window> windows) {
    List<Last> all =
        storage.eachSeries(description.probe(), windows, LatestValues::last).stream()
            .flatMap(Optional::stream)
            .toList();
    Map<String, Long> times = new TreeMap<>();
    for (Last last : all) {
      times.merge(last.host, last.time, Math::max);
    }
    for (Last last : all) {
      // A key that the newest sample has not is there no more.
      if (times.getOrDefault(last.host, 0L) == last.time) {
        put(description, last);
      }
    }
    times.forEach(
        (host, time) ->
            ages.add(
                FleetMetrics.seconds(Instant.ofEpochMilli(time), now),
                List.of("host", host, "probe", description.probe())));
  }

  private static Optional<Last> last(String host, List<String> key, Series series) {
    int at = series.time().size() - 1;
    if (at < 0) {
      return Optional.empty();
    }
    Map<String, Double> numbers = new TreeMap<>();
    series
        .values()
        .forEach(
            (name, band) -> {
              Double number = band.avg().get(at);
              if (number != null) {
                numbers.put(name, number);
              }
            });
    return Optional.of(new Last(host, key, series.time().get(at), numbers));
  }

  private void put(ProbeDescription description, Last last) {
    last.numbers.forEach(
        (name, number) -> {
          if (++count > MOST) {
            throw new TooMuch("more than " + MOST + " values; ask for fewer hosts at once");
          }
          List<String> labels = new ArrayList<>();
          labels.addAll(List.of("host", last.host, "probe", description.probe()));
          for (int i = 0; i < last.key.size() && i < description.keys().size(); i++) {
            labels.addAll(List.of("key_" + description.keys().get(i), last.key.get(i)));
          }
          labels.addAll(List.of("value", name));
          ValueDescription value = description.value(name);
          if (value != null && value.unit() != null) {
            labels.addAll(List.of("unit", value.unit()));
          }
          values.add(number, labels);
        });
  }
}
