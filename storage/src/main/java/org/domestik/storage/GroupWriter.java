// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.Batch;
import org.domestik.model.Delivery;
import org.domestik.model.Row;
import org.domestik.storage.BoundBatch.BoundSample;
import org.domestik.storage.KnownProbe.SeriesKey;

/** Writes a group of batches in one transaction. Used by one thread. */
final class GroupWriter {
  private final Database database;
  private final Catalog catalog;
  private final Runs runs;
  private final InstantSource clock;

  GroupWriter(Database database, Catalog catalog, Runs runs, InstantSource clock) {
    this.database = database;
    this.catalog = catalog;
    this.runs = runs;
    this.clock = clock;
  }

  /** Another server changed what this one keeps in memory; load it and try again. */
  static final class Stale extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Stores the group; the answers stand in its order. */
  List<Acceptance> write(List<BoundBatch> group) {
    number(group);
    List<LiveRows> rows = new ArrayList<>();
    int[] attempts = {0};
    List<Acceptance> answers =
        database.write(
            transaction -> {
              rows.clear();
              attempts[0]++;
              return write(transaction, group, attempts[0] == 1, rows);
            });
    rows.forEach(LiveRows::remember); // Only now are they durable.
    group.forEach(batch -> runs.remember(batch.batch()));
    return answers;
  }

  /** Gives new hosts and series their numbers, in a transaction of its own: harmless if unused. */
  private void number(List<BoundBatch> group) {
    Set<String> hosts = new LinkedHashSet<>();
    for (BoundBatch batch : group) {
      KnownHost host = catalog.host(batch.batch().host());
      if (host == null) {
        hosts.add(batch.batch().host());
      } else if (host.retired() != null && !batch.batch().samples().isEmpty()) {
        catalog.retire(host, null); // It speaks again.
      }
    }
    if (!hosts.isEmpty()) {
      catalog.addHosts(hosts);
    }
    IdentityHashMap<KnownProbe, Set<SeriesKey>> missing = new IdentityHashMap<>();
    for (BoundBatch batch : group) {
      int host = hostId(batch.batch());
      for (BoundSample sample : batch.samples()) {
        if (sample.probe().behaviour().isDescribed()) {
          for (Row row : sample.sample().rows()) {
            SeriesKey key = new SeriesKey(host, row.key());
            if (!sample.probe().series().containsKey(key)) {
              missing.computeIfAbsent(sample.probe(), it -> new LinkedHashSet<>()).add(key);
            }
          }
        }
      }
    }
    missing.forEach(catalog::addSeries);
  }

  private int hostId(Batch batch) {
    KnownHost host = catalog.host(batch.host());
    if (host == null) {
      throw new Stale();
    }
    return host.id();
  }

  private List<Acceptance> write(
      Transaction transaction, List<BoundBatch> group, boolean trusting, List<LiveRows> written) {
    transaction.run(database.dialect().lockShared());
    if (catalog.isStale(transaction)) {
      throw new Stale();
    }
    Deliveries deliveries = new Deliveries(transaction);
    Set<BoundBatch> repeats = deliveries.repeats(group, this::hostId);
    Map<String, LiveRows> tables = new LinkedHashMap<>();
    Ledger ledger = new Ledger();
    Instant now = clock.instant();
    List<Set<BoundSample>> stored = new ArrayList<>();
    for (BoundBatch batch : group) {
      // By identity: equality would compare, and hash, every row and every series of the probe.
      Set<BoundSample> kept = Collections.newSetFromMap(new IdentityHashMap<>());
      stored.add(kept);
      if (!repeats.contains(batch)) {
        int host = hostId(batch.batch());
        for (BoundSample sample : batch.samples()) {
          KnownProbe probe = sample.probe();
          if (probe.behaviour().isDescribed()) {
            tables
                .computeIfAbsent(probe.name(), it -> new LiveRows(probe, trusting))
                .add(host, sample, kept::add);
          } else {
            probe
                .behaviour()
                .newSample(
                    transaction,
                    batch.batch().host(),
                    sample.sample().rows(),
                    sample.sample().time());
            ledger.accepted(
                host, probe, sample.sample().rows().size(), sample.sample().time(), now);
            kept.add(sample);
          }
        }
      }
    }
    for (LiveRows table : tables.values()) {
      table.write(transaction, ledger, now);
      written.add(table);
    }
    runs.write(transaction, group, this::hostId);
    deliveries.record(group, repeats, this::hostId);
    ledger.write(transaction);
    List<Acceptance> answers = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      boolean repeat = repeats.contains(group.get(i));
      answers.add(new Acceptance(stored.get(i).size(), repeat));
    }
    return answers;
  }

  /** The sender's word for a batch; null where it gives none. */
  static String name(int host, Delivery delivery) {
    return host + " " + delivery.boot() + " " + delivery.sequence();
  }
}
