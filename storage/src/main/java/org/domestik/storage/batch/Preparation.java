// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.storage.batch.PreparedBatch.ByHand;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.catalog.StaleCatalog;
import org.jspecify.annotations.Nullable;

/** Prepares batches whose values fit the tables. Safe for use by several threads. */
public final class Preparation {
  /** Of so many the series are numbered in one transaction, as long as describing as many takes. */
  private static final int PROBES_AT_ONCE = 20;

  private final Catalog catalog;

  public Preparation(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The batch, if its host, its probes and all series of its samples have a number; else null. */
  public @Nullable PreparedBatch prepare(Batch batch) {
    KnownHost host = catalog.host(batch.host());
    if (host == null) {
      return null;
    }
    List<PreparedSample> samples = new ArrayList<>(batch.samples().size());
    List<ByHand> byHand = new ArrayList<>();
    for (Sample sample : batch.samples()) {
      KnownProbe probe = catalog.probe(sample.probe());
      if (probe == null) {
        return null;
      }
      switch (probe.kind()) {
        case HandWritten writer -> byHand.add(new ByHand(probe, writer, sample));
        case ProbeKind.Described _ -> {
          PreparedSample prepared = PreparedSample.of(host.id(), probe, sample);
          if (prepared == null) {
            return null;
          }
          samples.add(prepared);
        }
      }
    }
    Long digest = batch.delivery() == null ? null : Digest.of(batch);
    return new PreparedBatch(host, batch, digest, samples, byHand, batch.buckets());
  }

  /** Whether the tables and numbers are still those a batch was prepared for. */
  public boolean isCurrent(PreparedBatch batch) {
    return catalog.isCurrent(batch.host())
        && Stream.concat(
                batch.samples().stream().map(PreparedSample::probe),
                batch.byHand().stream().map(ByHand::probe))
            .allMatch(catalog::isCurrent);
  }

  /**
   * Prepares batches of probes that there are, once all has a {@linkplain #number number}.
   *
   * @throws StaleCatalog where another server changed probes meanwhile
   */
  public List<PreparedBatch> prepareAll(List<Batch> batches) {
    number(batches, () -> {});
    List<PreparedBatch> prepared = new ArrayList<>(batches.size());
    for (Batch batch : batches) {
      PreparedBatch one = prepare(batch);
      if (one == null) {
        throw new StaleCatalog();
      }
      prepared.add(one);
    }
    return prepared;
  }

  /**
   * Gives hosts and series a number that have none, in transactions of their own: harmless if
   * nobody uses it in the end.
   *
   * @param between is run between two of them
   * @throws StaleCatalog where another server changed probes meanwhile
   */
  public void number(List<Batch> batches, Runnable between) {
    numberHosts(batches);
    Map<String, Set<SeriesKey>> missing = new HashMap<>();
    for (Batch batch : batches) {
      KnownHost known = catalog.host(batch.host());
      if (known == null) {
        throw new StaleCatalog();
      }
      int host = known.id();
      for (Sample sample : batch.samples()) {
        note(missing, sample.probe(), host, sample.rows().stream().map(Row::key));
      }
      for (Bucket bucket : batch.buckets()) {
        note(missing, bucket.probe(), host, bucket.rows().stream().map(Bucket.Totals::key));
      }
    }
    List<Map.Entry<String, Set<SeriesKey>>> probes = List.copyOf(missing.entrySet());
    for (int from = 0; from < probes.size(); from += PROBES_AT_ONCE) {
      if (from > 0) {
        between.run();
      }
      Map<String, Set<SeriesKey>> part = new HashMap<>();
      probes
          .subList(from, Math.min(probes.size(), from + PROBES_AT_ONCE))
          .forEach(probe -> part.put(probe.getKey(), probe.getValue()));
      catalog.numbering().addSeries(part);
    }
  }

  private void note(
      Map<String, Set<SeriesKey>> missing, String name, int host, Stream<List<String>> keys) {
    KnownProbe probe = catalog.presentProbe(name);
    if (probe.kind() instanceof ProbeKind.Described) {
      keys.map(key -> new SeriesKey(host, key))
          .filter(key -> !probe.series().containsKey(key))
          .forEach(key -> missing.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(key));
    }
  }

  private void numberHosts(List<Batch> batches) {
    Set<String> hosts = new LinkedHashSet<>();
    for (Batch batch : batches) {
      KnownHost host = catalog.host(batch.host());
      if (host == null) {
        hosts.add(batch.host());
      } else if (host.retired() != null && speaks(batch)) {
        catalog.retire(host, null); // It speaks again.
      }
    }
    if (!hosts.isEmpty()) {
      catalog.numbering().addHosts(hosts);
    }
  }

  private static boolean speaks(Batch batch) {
    return !batch.samples().isEmpty() || !batch.buckets().isEmpty();
  }
}
