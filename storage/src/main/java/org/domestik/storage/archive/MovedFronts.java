// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.sql.Times;

/** What an archive run says of its hosts' {@link ArchiveEnds} and {@link ArchiveFronts}. */
final class MovedFronts {
  private final Catalog catalog;
  private final ArchiveEnds ends;

  MovedFronts(Catalog catalog, ArchiveEnds ends) {
    this.catalog = catalog;
    this.ends = ends;
  }

  /** Before rows go into the archive. */
  void announce(KnownProbe probe, Map<String, Instant> before) {
    each(before, (host, end) -> ends.announce(probe, host, end));
  }

  /**
   * Before the run looks at the tables.
   *
   * @param before the cut-offs by host
   * @return what the others want
   */
  Map<Integer, Long> begin(KnownProbe probe, Map<String, Instant> before) {
    Map<Integer, Long> changes = new HashMap<>();
    if (catalog.isAlone() && probe.kind() instanceof ProbeKind.Described) {
      Set<Integer> feeding =
          probe.series().keySet().stream().map(SeriesKey::host).collect(Collectors.toSet());
      each(
          before,
          (host, end) -> {
            if (feeding.contains(host)) {
              changes.put(host, ends.fronts().begin(probe, host, end));
            }
          });
    }
    return changes;
  }

  /** When it is known which rows are due; {@code due} has hosts with any. */
  void find(
      KnownProbe probe,
      Map<String, Instant> before,
      Map<String, DueRows> due,
      Map<Integer, Long> changes) {
    before.forEach(
        (name, cut) -> {
          KnownHost host = catalog.host(name);
          Long known = host == null ? null : changes.get(host.id());
          if (host != null && known != null) {
            long end = ends.of(probe, host.id());
            DueRows rows = due.get(name);
            // Of what is later than the cut-off nobody has looked whether it is live.
            if (end <= Times.micros(cut)
                && (rows == null || Times.micros(rows.earliest()) >= end)) {
              ends.fronts().find(probe, host.id(), end, known);
            }
          }
        });
  }

  /** When all that is due is in the archive. */
  void advance(KnownProbe probe, Map<String, Instant> before, Map<Integer, Long> changes) {
    each(
        before,
        (host, end) -> {
          Long known = changes.get(host);
          if (known != null && ends.of(probe, host) == end) { // Else some buckets are later.
            ends.fronts().advance(probe, host, end, known);
          }
        });
  }

  /** Does something with the number of each host that is known, and its cut-off. */
  private void each(Map<String, Instant> before, BiConsumer<Integer, Long> work) {
    before.forEach(
        (name, end) -> {
          KnownHost host = catalog.host(name);
          if (host != null) {
            work.accept(host.id(), Times.micros(end));
          }
        });
  }
}
