// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.metric.MetricName;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.sources.Source;
import org.domestik.server.ingest.sources.Sources.Candidates;

/** Where each series goes, remembered. Thread-safe. */
final class SeriesPlaces {
  private static final String NAME = "__name__";
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";
  private static final String BOUND = "le";

  private final Remembered<Labels> series = new Remembered<>();
  private final MetricPlaces places = new MetricPlaces("prom_");
  private final Instances instances;

  SeriesPlaces(Instances instances) {
    this.instances = instances;
  }

  /**
   * The series of some labels.
   *
   * @param candidates the sources that may be theirs
   * @param known the descriptions in force
   * @throws BadInput where it cannot be stored
   */
  Target of(Labels labels, Candidates candidates, Map<String, ProbeDescription> known) {
    Remembered.Kind<Labels> kind = series.of(candidates);
    Target there = kind.get(labels, known);
    if (there == null) {
      there = read(labels.read(), candidates, known);
      kind.put(labels.copy(), there);
    }
    return there;
  }

  private Target read(
      SortedMap<String, String> labels,
      Candidates candidates,
      Map<String, ProbeDescription> known) {
    String name = labels.remove(NAME);
    if (name == null) {
      throw new BadInput("a series has no label " + NAME);
    }
    String ending = labels.remove(Labels.ENDING);
    name = ending == null ? name : name + ending;
    Source source = candidates.of(name, labels.keySet());
    String job = Objects.requireNonNullElse(labels.remove(JOB), "");
    String tag = Objects.requireNonNullElse(source.ownHostTag(labels.keySet()), INSTANCE);
    boolean isKey = tag.equals(INSTANCE) && source.isKey(INSTANCE);
    String named = isKey ? labels.get(tag) : labels.remove(tag);
    Instance instance = named == null ? null : Instance.of(named);
    String host = instance == null ? null : instance.host();
    if (MetricName.isText(name)) {
      return new Target(source, host, null);
    }
    MetricName metric = MetricName.of(name, labels.containsKey(BOUND));
    String id = name;
    Function<String, Place> of =
        whose -> places.of(source, id, metric, metric.unit(), whose, labels, known);
    if (instance == null || isKey) {
      return new Target(source, host, of.apply(job));
    }
    String shared = instance.source(job);
    Place place = of.apply(shared);
    return new Target(
        source,
        host,
        tag.equals(INSTANCE)
            ? instances.place(instance, shared, place, of.apply(instance.ownSource(job)))
            : place);
  }
}
