// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.Batch;
import org.domestik.model.Bucket;
import org.domestik.model.Delivery;
import org.domestik.storage.Acceptance;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.BoundBatch;
import org.domestik.storage.batch.BoundBatch.BoundSample;
import org.domestik.storage.batch.JournalFormat;
import org.domestik.storage.batch.JournaledBatch;
import org.domestik.storage.batch.JournaledRows;
import org.domestik.storage.batch.JournaledTable;
import org.domestik.storage.batch.TakenSample;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.merge.LiveRows;
import org.domestik.storage.merge.SentBuckets;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Writes a group of batches in one transaction. Used by one thread. */
public final class GroupWriter {
  private static final int MOST_BOOTS = 50_000;

  private final Database database;
  private final Catalog catalog;
  private final Runs runs;
  private final InstantSource clock;
  private final ArchiveEnds ends;
  private final Map<String, Long> highest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_BOOTS; // Whatever is forgotten, the database knows.
        }
      };

  public GroupWriter(
      Database database, Catalog catalog, Runs runs, InstantSource clock, ArchiveEnds ends) {
    this.database = database;
    this.catalog = catalog;
    this.runs = runs;
    this.clock = clock;
    this.ends = ends;
  }

  /** Stores the group; the answers stand in its order. */
  List<Acceptance> write(List<BoundBatch> group) {
    List<List<TakenSample>> taken = take(group);
    List<LiveRows> rows = new ArrayList<>();
    int[] attempts = {0};
    List<Acceptance> answers =
        database.write(
            transaction -> {
              rows.clear();
              attempts[0]++;
              return write(transaction, group, taken, attempts[0] == 1, rows);
            });
    rows.forEach(LiveRows::remember); // Only now are they durable.
    for (BoundBatch batch : group) {
      runs.remember(batch.batch());
      Delivery delivery = batch.batch().delivery();
      KnownHost host = catalog.host(batch.batch().host());
      if (delivery != null && host != null) {
        Deliveries.remember(highest, host.id(), delivery);
      }
    }
    return answers;
  }

  /**
   * Finds the numbers of all hosts and series. New ones are numbered in a transaction of its own:
   * harmless if nobody uses them in the end.
   */
  private List<List<TakenSample>> take(List<BoundBatch> group) {
    numberHosts(group);
    List<List<TakenSample>> taken = new ArrayList<>();
    Map<String, Set<SeriesKey>> missing = new LinkedHashMap<>();
    List<TakenSample> incomplete = new ArrayList<>();
    for (BoundBatch batch : group) {
      int host = hostId(batch.batch());
      List<TakenSample> samples = new ArrayList<>(batch.samples().size());
      for (BoundSample bound : batch.samples()) {
        TakenSample sample = new TakenSample(host, bound);
        samples.add(sample);
        if (!sample.resolve()) {
          incomplete.add(sample);
          missing
              .computeIfAbsent(bound.probe().name(), it -> new LinkedHashSet<>())
              .addAll(sample.unresolved());
        }
      }
      taken.add(samples);
      for (Bucket bucket : batch.batch().buckets()) {
        missing
            .computeIfAbsent(bucket.probe(), it -> new LinkedHashSet<>())
            .addAll(SentBuckets.unresolved(probe(bucket), host, bucket));
      }
    }
    missing.forEach(
        (name, keys) -> {
          KnownProbe probe = catalog.probe(name);
          if (probe != null && !keys.isEmpty()) {
            catalog.addSeries(probe, keys);
          }
        });
    incomplete.forEach(TakenSample::resolve);
    return taken;
  }

  private KnownProbe probe(Bucket bucket) {
    KnownProbe probe = catalog.probe(bucket.probe());
    if (probe == null) {
      throw new StaleCatalog();
    }
    return probe;
  }

  private void numberHosts(List<BoundBatch> group) {
    Set<String> hosts = new LinkedHashSet<>();
    for (BoundBatch batch : group) {
      KnownHost host = catalog.host(batch.batch().host());
      if (host == null) {
        hosts.add(batch.batch().host());
      } else if (host.retired() != null && speaks(batch.batch())) {
        catalog.retire(host, null); // It speaks again.
      }
    }
    if (!hosts.isEmpty()) {
      catalog.addHosts(hosts);
    }
  }

  private static boolean speaks(Batch batch) {
    return !batch.samples().isEmpty() || !batch.buckets().isEmpty();
  }

  private int hostId(Batch batch) {
    KnownHost host = catalog.host(batch.host());
    if (host == null) {
      throw new StaleCatalog();
    }
    return host.id();
  }

  private List<Acceptance> write(
      Transaction transaction,
      List<BoundBatch> group,
      List<List<TakenSample>> taken,
      boolean trusting,
      List<LiveRows> written) {
    lockArchives(transaction, group);
    transaction.run(database.dialect().lockShared());
    if (database.dialect().isShared() && catalog.isStale(transaction)) {
      throw new StaleCatalog();
    }
    Deliveries deliveries = new Deliveries(transaction, highest, this::hostId);
    deliveries.look(group);
    Set<BoundBatch> repeats = deliveries.repeats();
    Map<String, LiveRows> tables = new LinkedHashMap<>();
    Ledger ledger = new Ledger();
    long now = Times.micros(clock.instant());
    for (int i = 0; i < group.size(); i++) {
      if (!repeats.contains(group.get(i))) {
        for (TakenSample sample : taken.get(i)) {
          if (sample.isDescribed()) {
            KnownProbe probe = sample.bound.probe();
            tables
                .computeIfAbsent(probe.name(), it -> new LiveRows(probe, trusting, ends))
                .add(sample);
          } else {
            byHand(transaction, group.get(i).batch().host(), sample, ledger, now);
          }
        }
      }
    }
    writeBuckets(transaction, group, repeats, ledger, now);
    for (LiveRows table : tables.values()) {
      table.write(transaction, ledger, now);
      written.add(table);
    }
    runs.write(transaction, group, this::hostId);
    ledger.write(transaction);
    List<Acceptance> answers = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      long stored =
          taken.get(i).stream().filter(TakenSample::brought).count()
              + group.get(i).batch().buckets().size();
      answers.add(deliveries.answer(group.get(i), (int) stored));
    }
    deliveries.record(group);
    return answers;
  }

  /** Keeps the jobs of other servers away from the archives that buckets are merged into. */
  private void lockArchives(Transaction transaction, List<BoundBatch> group) {
    group.stream()
        .flatMap(batch -> batch.batch().buckets().stream())
        .map(bucket -> probe(bucket).layout().buckets())
        .sorted() // In one order everywhere, or two servers may wait for each other.
        .distinct()
        .forEach(table -> transaction.run(database.dialect().lockTable(table)));
  }

  private void writeBuckets(
      Transaction transaction,
      List<BoundBatch> group,
      Set<BoundBatch> repeats,
      Ledger ledger,
      long now) {
    Map<String, SentBuckets> archives = new LinkedHashMap<>();
    for (BoundBatch batch : group) {
      if (!repeats.contains(batch)) {
        for (Bucket bucket : batch.batch().buckets()) {
          ends.announce(probe(bucket), hostId(batch.batch()), Times.micros(bucket.end()));
          archives
              .computeIfAbsent(bucket.probe(), it -> new SentBuckets(probe(bucket)))
              .add(hostId(batch.batch()), bucket, ledger, now);
        }
      }
    }
    archives.values().forEach(archive -> archive.write(transaction));
  }

  /** Whether a delivery is later than all of its boot that were accepted, as far as is known. */
  boolean isNewForSure(KnownHost host, Delivery delivery) {
    Long known = highest.get(Deliveries.boot(host.id(), delivery));
    return known != null && delivery.sequence() > known;
  }

  /** Notes that a delivery is durable. */
  void remember(KnownHost host, Delivery delivery) {
    Deliveries.remember(highest, host.id(), delivery);
  }

  /**
   * Moves records from a turn of the journal into the tables. May run beside {@link #write}, in
   * another thread.
   *
   * @return how many rows that added to the tables that only grow
   */
  long apply(List<byte[]> records, long turn) {
    return apply(records, turn, null);
  }

  /** Likewise; {@code given} reads them, null: one with the hosts and probes as they are then. */
  long apply(List<byte[]> records, long turn, @Nullable JournalFormat given) {
    List<JournaledBatch> batches = new ArrayList<>();
    database.write(
        transaction -> {
          batches.clear();
          // Within the transaction: nobody changes the probes' tables meanwhile.
          JournalFormat format = given == null ? new JournalFormat(catalog) : given;
          records.forEach(record -> batches.addAll(format.read(record)));
          List<BoundBatch> heads =
              batches.stream()
                  .map(batch -> new BoundBatch(batch.head(), List.of(), batch.digest()))
                  .toList();
          Ledger ledger = new Ledger();
          writeRows(transaction, batches, ledger);
          runs.write(transaction, heads, this::hostId);
          new Deliveries(transaction, highest, this::hostId).record(heads);
          ledger.write(transaction);
          // A kill before the commit leaves all this to the next start, one after it nothing.
          transaction.execute("UPDATE domestik.journal SET applied = ?", turn);
          return true;
        });
    batches.forEach(batch -> runs.remember(batch.head()));
    return batches.stream().mapToLong(JournaledBatch::entries).sum();
  }

  private void writeRows(Transaction transaction, List<JournaledBatch> batches, Ledger ledger) {
    Map<String, List<JournaledRows>> tables = new LinkedHashMap<>();
    long now = Times.micros(clock.instant());
    for (JournaledBatch batch : batches) {
      for (JournaledRows rows : batch.samples()) {
        KnownProbe probe = rows.probe();
        tables.computeIfAbsent(probe.name(), it -> new ArrayList<>()).add(rows);
        ledger.accepted(rows.host(), probe.id(), rows.count(), rows.micros(), now);
      }
    }
    for (List<JournaledRows> samples : tables.values()) {
      KnownProbe probe = samples.getFirst().probe();
      transaction.insert(probe.layout().live(), new JournaledTable(probe, samples));
    }
  }

  private static void byHand(
      Transaction transaction, String host, TakenSample sample, Ledger ledger, long now) {
    KnownProbe probe = sample.bound.probe();
    HandWritten.newSample(
        probe.behaviour(), transaction, host, sample.rows(), sample.bound.sample().time());
    sample.stored = sample.rows().size();
    ledger.acceptedElsewhere(sample.host, probe.id(), sample.stored, sample.bound.micros(), now);
  }

  /** The sender's word for a batch; null where it gives none. */
  static String name(int host, Delivery delivery) {
    return host + " " + delivery.boot() + " " + delivery.sequence();
  }
}
