// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * A batch in parts, so that what is bad in it does not hold up the rest: the list of scripts and
 * the runs alone, then by probe; of a single probe each sample and each bucket alone.
 *
 * <p>The same batch always has the same parts under the same deliveries, so that they may be sent
 * again after a kill.
 */
public final class BatchParts {
  private final Batch batch;
  private final UUID boot;
  private final List<Batch> parts = new ArrayList<>();

  private BatchParts(Batch batch) {
    this.batch = batch;
    this.boot = UUID.nameUUIDFromBytes(String.valueOf(batch.delivery()).getBytes(UTF_8));
  }

  /** The parts; one, if there is nothing to part. */
  public static List<Batch> of(Batch batch) {
    BatchParts parts = new BatchParts(batch);
    if (batch.scripts() != null) {
      parts.add(null, List.of(), List.of(), List.of(), batch.scripts());
    }
    if (!batch.runs().isEmpty()) {
      parts.add(null, List.of(), List.of(), batch.runs(), null);
    }
    parts.addProbes();
    return parts.parts;
  }

  private void addProbes() {
    Map<String, List<Sample>> samples = new TreeMap<>();
    Map<String, List<Bucket>> buckets = new TreeMap<>();
    for (Sample sample : batch.samples()) {
      buckets.computeIfAbsent(sample.probe(), absent -> new ArrayList<>());
      samples.computeIfAbsent(sample.probe(), absent -> new ArrayList<>()).add(sample);
    }
    for (Bucket bucket : batch.buckets()) {
      buckets.computeIfAbsent(bucket.probe(), absent -> new ArrayList<>()).add(bucket);
    }
    boolean single = buckets.size() == 1;
    buckets.forEach(
        (probe, its) -> {
          List<Sample> of = samples.getOrDefault(probe, List.of());
          if (single) {
            of.forEach(one -> add(probe, List.of(one), List.of(), List.of(), null));
            its.forEach(one -> add(probe, List.of(), List.of(one), List.of(), null));
          } else {
            add(probe, of, its, List.of(), null);
          }
        });
  }

  private void add(
      @Nullable String probe,
      List<Sample> samples,
      List<Bucket> buckets,
      List<Run> runs,
      @Nullable List<String> scripts) {
    ProbeDescription description = probe == null ? null : batch.descriptions().get(probe);
    parts.add(
        new Batch(
            batch.host(),
            new Delivery(boot, parts.size()),
            samples,
            probe == null || description == null ? Map.of() : Map.of(probe, description),
            runs,
            scripts,
            buckets,
            null));
  }
}
