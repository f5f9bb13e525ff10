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
import org.domestik.storage.batch.Arrival;
import org.domestik.storage.batch.BoundBatch;
import org.domestik.storage.batch.BoundBatch.BoundSample;
import org.domestik.storage.batch.FreshBatch;
import org.domestik.storage.batch.JournalFormat;
import org.domestik.storage.batch.JournaledBatch;
import org.domestik.storage.batch.TakenSample;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.KnownProbe.SeriesKey;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.merge.LiveRows;
import org.domestik.storage.merge.SentBuckets;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Writes a group of batches in one transaction. */
public final class GroupWriter {
  private final Database database;
  private final Catalog catalog;
  private final Runs runs;
  private final InstantSource clock;
  private final ArchiveEnds ends;
  private final Boots boots = new Boots();

  public GroupWriter(
      Database database, Catalog catalog, Runs runs, InstantSource clock, ArchiveEnds ends) {
    this.database = database;
    this.catalog = catalog;
    this.runs = runs;
    this.clock = clock;
    this.ends = ends;
  }

  /**
   * Stores the group at once; the answers stand in its order.
   *
   * @param isCounted whether the answers must say how many samples were stored
   */
  List<Acceptance> write(List<BoundBatch> group, boolean isCounted) {
    List<List<TakenSample>> taken = take(group);
    List<Arriving> arriving = new ArrayList<>();
    int[] attempts = {0};
    List<Acceptance> answers =
        database.write(
            transaction -> {
              arriving.clear();
              attempts[0]++;
              lockArchives(transaction, group);
              transaction.run(database.dialect().lockShared());
              if (database.dialect().isShared() && catalog.isStale(transaction)) {
                throw new StaleCatalog();
              }
              arriving.addAll(arriving(group, taken, attempts[0] == 1));
              return store(transaction, arriving, isCounted);
            });
    for (int i = 0; i < arriving.size(); i++) {
      remember(arriving.get(i), taken.get(i), isCounted); // Only now are they durable.
    }
    return answers;
  }

  /**
   * The group as the tables take it.
   *
   * @param isTrusting whether what is later than all this server knows of is new; not so once
   *     another server turned out to be faster
   */
  private List<Arriving> arriving(
      List<BoundBatch> group, List<List<TakenSample>> taken, boolean isTrusting) {
    List<Arriving> arriving = new ArrayList<>();
    taken.forEach(samples -> samples.forEach(TakenSample::begin));
    for (int i = 0; i < group.size(); i++) {
      Batch batch = group.get(i).batch();
      List<Arrival> samples = new ArrayList<>();
      List<TakenSample> byHand = new ArrayList<>();
      for (TakenSample sample : taken.get(i)) {
        if (sample.isDescribed()) {
          samples.add(
              new Arrival(
                  sample.encoded(),
                  sample.claim(ends.known(sample.bound.probe(), hostId(batch))) && isTrusting));
        } else {
          byHand.add(sample);
        }
      }
      int host = hostId(batch);
      Delivery delivery = batch.delivery();
      boolean isNew = delivery == null || isNewForSure(host, delivery);
      arriving.add(new Arriving(host, batch, group.get(i).digest(), isNew, samples, byHand));
    }
    return arriving;
  }

  private void remember(Arriving batch) {
    runs.remember(batch.head());
    Delivery delivery = batch.delivery();
    if (delivery != null) {
      boots.take(batch.host(), delivery);
    }
  }

  private void remember(Arriving batch, List<TakenSample> taken, boolean isCounted) {
    remember(batch);
    int number = 0;
    for (TakenSample sample : taken) {
      if (sample.isDescribed()) {
        Arrival arrival = batch.samples().get(number++);
        if (arrival.isNew && arrival.brought) {
          sample.remember();
        } else if (arrival.brought || !isCounted) {
          sample.forget();
        }
      }
    }
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
            catalog.numbering().addSeries(probe, keys);
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
      catalog.numbering().addHosts(hosts);
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

  /** Writes all but repeats, and answers what became of each batch. */
  private List<Acceptance> store(Transaction transaction, List<Arriving> group, boolean isCounted) {
    Deliveries deliveries = new Deliveries(transaction, boots);
    deliveries.look(group);
    List<Arriving> stored =
        group.stream().filter(batch -> !deliveries.repeats().contains(batch)).toList();
    Ledger ledger = new Ledger();
    long now = Times.micros(clock.instant());
    Map<String, LiveRows> tables = new LinkedHashMap<>();
    for (Arriving batch : stored) {
      for (Arrival arrival : batch.samples()) {
        KnownProbe probe = arrival.rows.probe();
        tables.computeIfAbsent(probe.name(), it -> new LiveRows(probe)).add(arrival);
      }
      for (TakenSample sample : batch.byHand()) {
        byHand(transaction, batch.head().host(), sample, ledger, now);
      }
    }
    writeBuckets(transaction, stored, ledger, now);
    boolean isToCount = isCounted || deliveries.areUnsure();
    for (LiveRows table : tables.values()) {
      table.write(transaction, ends, isToCount, ledger, now);
    }
    runs.write(transaction, group.stream().map(Arriving::head).toList(), this::hostId);
    ledger.write(transaction);
    List<Acceptance> answers = new ArrayList<>();
    group.forEach(batch -> answers.add(deliveries.answer(batch, batch.stored())));
    deliveries.record(group);
    return answers;
  }

  /** Keeps the jobs of other servers away from the archives that buckets are merged into. */
  private void lockArchives(Transaction transaction, List<BoundBatch> group) {
    group.stream()
        .flatMap(batch -> batch.batch().buckets().stream())
        .map(bucket -> probe(bucket).tables().buckets())
        .sorted() // In one order everywhere, or two servers may wait for each other.
        .distinct()
        .forEach(table -> transaction.run(database.dialect().lockTable(table)));
  }

  private void writeBuckets(
      Transaction transaction, List<Arriving> group, Ledger ledger, long now) {
    Map<String, SentBuckets> archives = new LinkedHashMap<>();
    for (Arriving batch : group) {
      for (Bucket bucket : batch.head().buckets()) {
        ends.announce(probe(bucket), batch.host(), Times.micros(bucket.end()));
        archives
            .computeIfAbsent(bucket.probe(), it -> new SentBuckets(probe(bucket)))
            .add(batch.host(), bucket, ledger, now);
      }
    }
    archives.values().forEach(archive -> archive.write(transaction));
  }

  /** Whether all of a batch is new for sure; it is looked up when it comes again. */
  boolean claim(FreshBatch batch) {
    boolean isNew = true;
    int host = batch.host().id();
    Delivery delivery = batch.bound().batch().delivery();
    if (delivery != null) {
      isNew = isNewForSure(host, delivery);
      boots.take(host, delivery);
    }
    boolean areRowsNew = batch.claim(probe -> ends.known(probe, host));
    return isNew && areRowsNew;
  }

  private boolean isNewForSure(int host, Delivery delivery) {
    return !database.dialect().isShared() && boots.isNew(host, delivery);
  }

  /**
   * Moves records from a turn of the journal into the tables. May run beside {@link #write}, in
   * another thread.
   *
   * @return what came of each
   */
  List<Stored> apply(List<Waiting> records, long turn) {
    return apply(records, turn, null);
  }

  /**
   * What came of a record.
   *
   * @param entries how many rows it added to the tables that only grow
   * @param answers its batches', where they were waited for; those of hosts that are gone are
   *     missing
   */
  record Stored(long entries, List<Acceptance> answers) {}

  /** Likewise; {@code given} reads them, null: one with the hosts and probes as they are then. */
  List<Stored> apply(List<Waiting> records, long turn, @Nullable JournalFormat given) {
    List<List<Arriving>> read = new ArrayList<>();
    boolean isCounted = records.stream().anyMatch(record -> record.answers() != null);
    List<Acceptance> answers =
        database.write(
            transaction -> {
              read.clear();
              // Within the transaction: nobody changes the probes' tables meanwhile.
              JournalFormat format = given == null ? new JournalFormat(catalog) : given;
              for (Waiting record : records) {
                List<JournaledBatch> batches = format.read(record.entry().bytes());
                read.add(batches.stream().map(it -> Arriving.of(it, record.isNew())).toList());
              }
              List<Arriving> group = read.stream().flatMap(List::stream).toList();
              List<Acceptance> stored = store(transaction, group, isCounted);
              // A kill before the commit leaves all this to the next start, one after it nothing.
              transaction.execute("UPDATE domestik.journal SET applied = ?", turn);
              return stored;
            });
    List<Stored> all = new ArrayList<>();
    int from = 0;
    for (List<Arriving> batches : read) {
      batches.forEach(this::remember);
      int to = from + batches.size();
      long entries = batches.stream().mapToLong(Arriving::entries).sum();
      all.add(new Stored(entries, List.copyOf(answers.subList(from, to))));
      from = to;
    }
    return all;
  }

  private static void byHand(
      Transaction transaction, String host, TakenSample sample, Ledger ledger, long now) {
    KnownProbe probe = sample.bound.probe();
    switch (probe.kind()) {
      case ProbeKind.Described _ -> throw new StaleCatalog();
      case HandWritten written ->
          written.newSample(transaction, host, sample.rows(), sample.bound.sample().time());
    }
    int rows = sample.rows().size();
    ledger.acceptedElsewhere(sample.host, probe.id(), rows, sample.bound.micros(), now);
  }
}
