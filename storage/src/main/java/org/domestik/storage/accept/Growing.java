// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.storage.Growth;
import org.domestik.storage.accept.Proposals.Proposal;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.jspecify.annotations.Nullable;

/** Tells what a batch would add, by what is known in memory. */
public final class Growing {
  private final Catalog catalog;

  public Growing(Catalog catalog) {
    this.catalog = catalog;
  }

  /** What a batch with those proposals would add; null if it is nothing. */
  @Nullable Growth of(Batch batch, List<Proposal> proposals) {
    KnownHost host = catalog.host(batch.host());
    int probes = 0;
    int columns = 0;
    for (Proposal proposal : proposals) {
      KnownProbe known = catalog.probe(proposal.description().probe());
      probes += known == null ? 1 : 0;
      columns +=
          proposal.tables().values().size()
              - (known == null ? 0 : known.description().values().size());
    }
    Map<String, Set<List<String>>> more = new HashMap<>();
    for (Sample sample : batch.samples()) {
      add(more, host, sample.probe(), sample.rows().stream().map(Row::key));
    }
    for (Bucket bucket : batch.buckets()) {
      add(more, host, bucket.probe(), bucket.rows().stream().map(Bucket.Totals::key));
    }
    Map<String, Integer> keys = new HashMap<>();
    more.forEach((probe, all) -> keys.put(probe, all.size()));
    return host != null && probes == 0 && columns <= 0 && keys.isEmpty()
        ? null
        : new Growth(
            batch.host(),
            host == null,
            host == null ? catalog.alike(batch.host()) : List.of(),
            probes,
            Math.max(0, columns),
            keys,
            held(host));
  }

  private void add(
      Map<String, Set<List<String>>> more,
      @Nullable KnownHost host,
      String probe,
      Stream<List<String>> keys) {
    KnownProbe known = catalog.probe(probe);
    keys.filter(
            key ->
                host == null
                    || known == null
                    || !known.series().containsKey(new SeriesKey(host.id(), key)))
        .forEach(key -> more.computeIfAbsent(probe, _ -> new HashSet<>()).add(key));
  }

  private Growth.Held held(@Nullable KnownHost host) {
    int id = host == null ? 0 : host.id(); // The first has number 1.
    return new Growth.Held() {
      @Override
      public int keys() {
        return catalog.keys(id);
      }

      @Override
      public int keys(String probe) {
        KnownProbe known = catalog.probe(probe);
        return known == null
            ? 0
            : (int) known.series().keySet().stream().filter(key -> key.host() == id).count();
      }

      @Override
      public int probes() {
        return (int)
            catalog.probes().stream()
                .filter(probe -> probe.series().keySet().stream().anyMatch(key -> key.host() == id))
                .count();
      }
    };
  }
}
