// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent delivers at once; it is accepted whole or not at all.
 *
 * @param host the machine the samples are of
 * @param delivery null where the sender gives none: then a repeat is known only by its rows
 * @param descriptions what the probes say about themselves, by probe
 * @param runs the latest runs of the host's scripts, for its status page
 */
public record Batch(
    String host,
    @Nullable Delivery delivery,
    List<Sample> samples,
    Map<String, ProbeDescription> descriptions,
    List<Run> runs) {
  public Batch {
    samples = List.copyOf(samples);
    descriptions = Map.copyOf(descriptions);
    runs = List.copyOf(runs);
  }
}
