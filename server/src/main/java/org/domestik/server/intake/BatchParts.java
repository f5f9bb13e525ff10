// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;

/** Batches without a delivery in parts, for ways that store what can be of them. */
public final class BatchParts {
  private BatchParts() {}

  /** A batch for each of its probes, in the order of their first samples. */
  public static List<Batch> byProbe(Batch batch) {
    Map<String, List<Sample>> probes = new LinkedHashMap<>();
    for (Sample sample : batch.samples()) {
      probes.computeIfAbsent(sample.probe(), _ -> new ArrayList<>()).add(sample);
    }
    List<Batch> batches = new ArrayList<>();
    probes.forEach(
        (probe, samples) -> {
          Map<String, ProbeDescription> descriptions = new HashMap<>(batch.descriptions());
          descriptions.keySet().retainAll(List.of(probe));
          batches.add(new Batch(batch.host(), null, samples, descriptions, List.of()));
        });
    return batches;
  }

  /** A batch with those of its rows alone whose probe and key fit; it may have no samples. */
  static Batch only(Batch batch, BiPredicate<String, List<String>> fits) {
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : batch.samples()) {
      List<Row> rows =
          sample.rows().stream().filter(row -> fits.test(sample.probe(), row.key())).toList();
      if (!rows.isEmpty()) {
        samples.add(new Sample(sample.probe(), sample.time(), rows));
      }
    }
    return of(batch, samples);
  }

  /** A batch with some of its samples. */
  public static Batch of(Batch batch, List<Sample> samples) {
    return new Batch(batch.host(), null, samples, batch.descriptions(), List.of());
  }

  /** How many rows the samples of a batch have. */
  public static long rows(Batch batch) {
    return batch.samples().stream().mapToLong(it -> it.rows().size()).sum();
  }
}
