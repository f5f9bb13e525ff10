// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.alert.judge.Current;
import org.domestik.server.alert.judge.Watched;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/**
 * What rules about values would have said over stored data.
 *
 * <p>Of what is archived a bucket's peak is judged, and it counts as long as the bucket; no more is
 * known of it.
 */
final class DryRun {
  /** Points of the archive are an hour apart, mostly. */
  private static final Duration GAP = Duration.ofHours(2);

  private final Storage storage;
  private final Rulebook book;
  private final Window window;

  DryRun(Storage storage, Rulebook book, Window window) {
    this.storage = storage;
    this.book = book;
    this.window = window;
  }

  /**
   * An episode that would have fired.
   *
   * @param within it began at some time within so long after its beginning as it is told: of what
   *     is archived only a bucket's least and greatest number are known; null where each sample is
   */
  record Tried(Alert alert, @Nullable Duration within) {}

  /** The episodes that would have fired, the earliest first. */
  List<Tried> run() {
    List<Tried> fired = new ArrayList<>();
    List<HostStatus> hosts = storage.hosts();
    for (ProbeDescription description : storage.descriptions().values()) {
      if (!book.looksAt(description.probe())) {
        continue;
      }
      Map<String, Window> windows = new HashMap<>();
      for (HostStatus host : hosts) {
        if (host.probes().contains(description.probe())) {
          windows.put(host.host(), window);
        }
      }
      storage
          .eachSeries(
              description.probe(),
              windows,
              (host, key, series) -> fired(description, host, key, series))
          .forEach(fired::addAll);
    }
    fired.sort(
        Comparator.comparing((Tried each) -> each.alert.since())
            .thenComparing(each -> each.alert.series()));
    return fired;
  }

  private List<Tried> fired(
      ProbeDescription description, String host, List<String> key, Series series) {
    // Nothing is ever saved of it, so what is to be put is every episode, as it was last.
    Current current = new Current(List.of(), window.to());
    new Watched(host, description, key, book.of(host, description, key), GAP, Instant.MIN)
        .see(series, current);
    return current.put().stream()
        .filter(alert -> alert.isFiring() || alert.isResolved())
        .map(alert -> new Tried(alert, within(series, alert.since())))
        .toList();
  }

  private static @Nullable Duration within(Series series, Instant time) {
    int place = Collections.binarySearch(series.time(), time.toEpochMilli());
    long length = place >= 0 && place < series.length().size() ? series.length().get(place) : 0;
    return length == 0 ? null : Duration.ofMillis(length);
  }
}
