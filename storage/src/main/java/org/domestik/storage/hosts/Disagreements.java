// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.hosts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Disagreement;
import org.domestik.storage.catalog.Agreement;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescription;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.SeriesEntry;
import org.domestik.storage.sql.Log;
import org.jspecify.annotations.Nullable;

/** Finds and tells where hosts do not agree about a probe. Safe for use by several threads. */
public final class Disagreements {
  private static final int MOST_TOLD = 1000;

  private final Catalog catalog;
  private final HostDescriptions hostDescriptions;

  /** Of many hosts that say the same, the log names one. */
  private final Set<String> told = Collections.newSetFromMap(new ConcurrentHashMap<>());

  public Disagreements(Catalog catalog, HostDescriptions hostDescriptions) {
    this.catalog = catalog;
    this.hostDescriptions = hostDescriptions;
  }

  /** All there are, by host and probe. */
  public List<Disagreement> all() {
    List<Disagreement> all = new ArrayList<>();
    hostDescriptions.each(
        (place, own) -> {
          Disagreement found = of(place.host(), place.probe(), own);
          if (found != null) {
            all.add(found);
          }
        });
    all.sort(Comparator.comparing(Disagreement::host).thenComparing(Disagreement::probe));
    return all;
  }

  /** Logs what a host says of a probe and is not in force, once. */
  public void tell(String host, String probe) {
    Disagreement found = of(host, probe, hostDescriptions.of(host, probe));
    if (found != null
        && told.size() < MOST_TOLD
        && told.add(found.probe() + " " + found.differences())) {
      Log.LOGGER.warning(found::toString);
    }
  }

  private @Nullable Disagreement of(String host, String name, HostDescription own) {
    ProbeDescription words = own.description();
    KnownProbe probe = catalog.probe(name);
    if (words == null || probe == null) {
      return null;
    }
    List<String> differences =
        new Agreement(probe.description(), probe.operator()).differences(words);
    return differences.isEmpty()
        ? null
        : new Disagreement(host, name, by(probe, host), differences);
  }

  /** The first that feeds the probe besides a host. */
  private String by(KnownProbe probe, String host) {
    KnownHost itself = catalog.host(host);
    int first = 0;
    int least = Integer.MAX_VALUE;
    for (Map.Entry<SeriesKey, SeriesEntry> series : probe.series().entrySet()) {
      int feeder = series.getKey().host();
      if (series.getValue().id < least && (itself == null || feeder != itself.id())) {
        least = series.getValue().id;
        first = feeder;
      }
    }
    for (KnownHost each : catalog.hosts()) {
      if (each.id() == first) {
        return "host \"" + each.name() + "\"";
      }
    }
    return probe.operator() == null ? "another host" : "the operator";
  }
}
