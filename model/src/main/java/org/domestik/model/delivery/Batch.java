// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * What an agent delivers at once; it is accepted whole or not at all.
 *
 * @param host the machine the samples are of
 * @param delivery null where the sender gives none: then a repeat is known only by its rows, and so
 *     there are no buckets
 * @param descriptions what the probes say about themselves, by probe
 * @param runs the latest runs of the host's scripts, for its status page
 * @param scripts all scripts the host has, where the sender says so: runs of others are forgotten.
 *     Null where it does not
 * @param buckets of samples the sender had no room for; none of them stands in {@code samples} too
 * @param spool what the sender still has to deliver, besides this; null where it does not say
 */
public record Batch(
    String host,
    @Nullable Delivery delivery,
    List<Sample> samples,
    Map<String, ProbeDescription> descriptions,
    List<Run> runs,
    @Nullable List<String> scripts,
    List<Bucket> buckets,
    @Nullable SpoolState spool) {
  public Batch {
    samples = List.copyOf(samples);
    descriptions = Map.copyOf(descriptions);
    runs = List.copyOf(runs);
    scripts = scripts == null ? null : List.copyOf(scripts);
    buckets = List.copyOf(buckets);
    if (delivery == null && !buckets.isEmpty()) {
      throw new BadInput("buckets need a boot and a sequence: nothing else tells a repeat");
    }
  }

  /** A batch of whole samples. */
  public Batch(
      String host,
      @Nullable Delivery delivery,
      List<Sample> samples,
      Map<String, ProbeDescription> descriptions,
      List<Run> runs,
      @Nullable List<String> scripts) {
    this(host, delivery, samples, descriptions, runs, scripts, List.of(), null);
  }

  /** A batch of whole samples that does not say which scripts the host has. */
  public Batch(
      String host,
      @Nullable Delivery delivery,
      List<Sample> samples,
      Map<String, ProbeDescription> descriptions,
      List<Run> runs) {
    this(host, delivery, samples, descriptions, runs, null, List.of(), null);
  }

  /** The same batch, saying what its sender still has to deliver besides it. */
  public Batch with(SpoolState state) {
    return new Batch(host, delivery, samples, descriptions, runs, scripts, buckets, state);
  }

  /** The same batch, its samples and runs later by so much; buckets stay on their grid. */
  public Batch later(Duration by) {
    return new Batch(
        host,
        delivery,
        samples.stream().map(it -> it.later(by)).toList(),
        descriptions,
        runs.stream().map(it -> it.later(by)).toList(),
        scripts,
        buckets,
        spool);
  }

  /** The same batch of a host by another name. */
  public Batch of(String name) {
    return new Batch(name, delivery, samples, descriptions, runs, scripts, buckets, spool);
  }

  /** The same batch under another delivery. */
  public Batch with(Delivery other) {
    return new Batch(host, other, samples, descriptions, runs, scripts, buckets, spool);
  }

  /** The same batch, of the host by another name. */
  public Batch ofHost(String other) {
    return new Batch(other, delivery, samples, descriptions, runs, scripts, buckets, spool);
  }

  /** The same batch with other runs. */
  public Batch withRuns(List<Run> others) {
    return new Batch(host, delivery, samples, descriptions, others, scripts, buckets, spool);
  }
}
