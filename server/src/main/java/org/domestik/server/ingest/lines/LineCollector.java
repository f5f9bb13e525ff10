// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of lines into samples and batches. */
final class LineCollector {
  private final Map<String, Map<Moment, MomentRows>> hosts = new LinkedHashMap<>();
  private final Map<String, LineShape> shapes = new LinkedHashMap<>();

  private @Nullable String lastHost;
  private @Nullable Moment lastMoment;
  private MomentRows lastRows = new MomentRows();

  private record Moment(String probe, Instant time) implements Comparable<Moment> {
    /** For maps: a sender may choose many times of one hash code. */
    @Override
    public int compareTo(Moment that) {
      int order = time.compareTo(that.time);
      return order == 0 ? probe.compareTo(that.probe) : order;
    }
  }

  void add(LineReader line, @Nullable String otherwise) {
    SeriesHead head = line.head();
    String host = head.host() == null ? otherwise : head.host();
    if (host == null) {
      throw new BadInput("no tag host, and no host is given beside the lines");
    }
    String probe = head.measurement().probe();
    LineShape shape = shapes.get(probe);
    if (shape == null) {
      shape = new LineShape(head.measurement(), head.tags());
      shapes.put(probe, shape);
    }
    shape.add(head, line.shape());
    rows(host, probe, line.time()).add(head, line.shape().names(), line.values());
  }

  // Most lines are of the host, probe and time of the line before.
  private MomentRows rows(String host, String probe, Instant time) {
    if (lastMoment == null
        || !lastMoment.time().equals(time)
        || !lastMoment.probe().equals(probe)
        || !host.equals(lastHost)) {
      lastHost = host;
      lastMoment = new Moment(probe, time);
      lastRows =
          hosts
              .computeIfAbsent(host, absent -> new LinkedHashMap<>())
              .computeIfAbsent(lastMoment, absent -> new MomentRows());
    }
    return lastRows;
  }

  /** One batch a host, each with what its tags tell of the keys' names. */
  List<Batch> batches(Map<String, ProbeDescription> known) {
    Map<String, ProbeDescription> all = new LinkedHashMap<>();
    shapes.forEach((probe, shape) -> all.put(probe, shape.description(known.get(probe))));
    List<Batch> batches = new ArrayList<>();
    hosts.forEach(
        (host, moments) -> {
          List<Sample> samples = new ArrayList<>();
          Map<String, ProbeDescription> descriptions = new LinkedHashMap<>();
          moments.forEach(
              (moment, rows) -> {
                samples.add(new Sample(moment.probe(), moment.time(), rows.rows));
                descriptions.computeIfAbsent(moment.probe(), all::get);
              });
          batches.add(new Batch(host, null, samples, descriptions, List.of()));
        });
    return batches;
  }
}
