// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Series;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;
import org.jspecify.annotations.Nullable;

/** Judges every key of probes of which a value is to be watched for leaks. */
public final class Leaks {
  private static final Duration WINDOW = Duration.ofDays(35);

  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::host)
          .thenComparing(Finding::probe)
          .thenComparing(Finding::key, Leaks::compare);

  private final Storage storage;
  private final ZoneId zone;

  /** {@code zone}: whose midnights part the days. */
  public Leaks(Storage storage, ZoneId zone) {
    this.storage = storage;
    this.zone = zone;
  }

  /**
   * What was found of one key.
   *
   * @param verdict leak, flattening, none or unknown
   * @param slopePerDay in the value's unit; null if unknown
   * @param since the start of the day from which the floor rises; null if it does not
   */
  public record Finding(
      String host,
      String probe,
      List<String> key,
      String value,
      String verdict,
      @Nullable Double slopePerDay,
      @Nullable Instant since) {}

  /**
   * The findings for all hosts and probes meant; 35 days back from each host's last sample, or from
   * {@code now} if that is earlier. Sorted by host, probe and key.
   */
  public List<Finding> find(BiPredicate<String, String> hostAndProbe, Instant now) {
    return find(
        hostAndProbe,
        description -> description.leak() == null ? Set.of() : Set.of(description.leak()),
        now);
  }

  /** The same of other values than those that descriptions name: {@code values} of each. */
  public List<Finding> find(
      BiPredicate<String, String> hostAndProbe,
      Function<ProbeDescription, Set<String>> values,
      Instant now) {
    List<HostStatus> hosts = storage.hosts();
    List<Finding> findings = new ArrayList<>();
    for (ProbeDescription description : storage.descriptions().values()) {
      String probe = description.probe();
      Set<String> watched = values.apply(description);
      if (!watched.isEmpty()) {
        storage
            .eachSeries(
                probe,
                windows(hosts, probe, host -> hostAndProbe.test(host, probe), now),
                (host, key, series) ->
                    watched.stream()
                        .map(value -> finding(host, probe, key, value, series))
                        .toList())
            .forEach(findings::addAll);
      }
    }
    findings.sort(ORDER);
    return findings;
  }

  private static Map<String, Window> windows(
      List<HostStatus> hosts, String probe, Predicate<String> meant, Instant now) {
    Map<String, Window> windows = new HashMap<>();
    for (HostStatus host : hosts) {
      Instant last = host.lastSample();
      if (last != null && host.probes().contains(probe) && meant.test(host.host())) {
        Instant end = last.isBefore(now) ? last : now;
        windows.put(host.host(), new Window(end.minus(WINDOW), end.plusMillis(1)));
      }
    }
    return windows;
  }

  private static int compare(List<String> a, List<String> b) {
    return Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));
  }

  private Finding finding(
      String host, String probe, List<String> key, String value, Series series) {
    Series.Band band = series.values().get(value);
    Verdict verdict =
        LeakRule.judge(
            band == null
                ? new Floor(List.of(), List.of())
                : Floor.of(series.time(), band.min(), zone));
    LocalDate since = verdict.since();
    return new Finding(
        host,
        probe,
        key,
        value,
        verdict.kind().word(),
        verdict.slopePerDay(),
        since == null ? null : since.atStartOfDay(zone).toInstant());
  }
}
