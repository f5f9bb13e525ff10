// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.util.Map;
import java.util.SortedMap;
import org.domestik.model.BadInput;
import org.domestik.model.ProbeDescription;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.metric.MetricName;
import org.domestik.server.ingest.metric.MetricPlaces;

/** Where each series goes, remembered. Thread-safe. */
final class SeriesPlaces {
  private static final String NAME = "__name__";
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";
  private static final String BOUND = "le";

  private final Remembered<Labels> series = new Remembered<>();
  private final MetricPlaces places = new MetricPlaces("prom_");

  /**
   * The series of some labels.
   *
   * @param known the descriptions in force
   * @throws BadInput where it cannot be stored
   */
  Target of(Labels labels, Map<String, ProbeDescription> known) {
    Target there = series.get(labels, known);
    if (there != null) {
      return there;
    }
    Target made = read(labels.read(), known);
    series.put(labels.copy(), made);
    return made;
  }

  private Target read(SortedMap<String, String> labels, Map<String, ProbeDescription> known) {
    String name = labels.remove(NAME);
    if (name == null) {
      throw new BadInput("a series has no label " + NAME);
    }
    String job = labels.remove(JOB);
    String instance = labels.remove(INSTANCE);
    String host = instance == null ? null : Hosts.of(instance);
    if (MetricName.isText(name)) {
      return new Target(host, null);
    }
    MetricName metric = MetricName.of(name, labels.containsKey(BOUND));
    String source = job == null ? "" : job;
    return new Target(host, places.of(name, metric, metric.unit(), source, labels, known));
  }
}
