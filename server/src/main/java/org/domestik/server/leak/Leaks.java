// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.leak;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.domestik.model.ProbeDescription;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage;
import org.jspecify.annotations.Nullable;

/** Judges every key of the probes whose description names a value to be watched for leaks. */
public final class Leaks {
  private static final Duration WINDOW = Duration.ofDays(35);

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
   * {@code now} if that is earlier.
   */
  public List<Finding> find(BiPredicate<String, String> hostAndProbe, Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (HostStatus host : storage.hosts()) {
      for (String probe : host.probes()) {
        ProbeDescription description = storage.descriptions().get(probe);
        String value = description == null ? null : description.leak();
        Instant last = host.lastSample();
        if (value != null && last != null && hostAndProbe.test(host.host(), probe)) {
          for (List<String> key : keys(host.host(), probe)) {
            Instant end = last.isBefore(now) ? last : now;
            findings.add(finding(host.host(), probe, key, value, end));
          }
        }
      }
    }
    return findings;
  }

  private Set<List<String>> keys(String host, String probe) {
    Set<List<String>> keys = new TreeSet<>((a, b) -> compare(a, b));
    keys.addAll(storage.storedData(host, probe));
    keys.addAll(storage.archivedData(host, probe));
    return keys;
  }

  private static int compare(List<String> a, List<String> b) {
    return Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new));
  }

  private Finding finding(String host, String probe, List<String> key, String value, Instant end) {
    Series series =
        storage.series(new SeriesQuery(host, probe, key, end.minus(WINDOW), end.plusMillis(1), 0));
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
