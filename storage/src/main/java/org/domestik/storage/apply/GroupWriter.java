// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.Acceptance;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.archive.ArchiveFronts;
import org.domestik.storage.batch.Preparation;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.batch.PreparedBatch.ByHand;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.batch.RecordDecoder;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.merge.BucketParts;
import org.domestik.storage.merge.LiveRows;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Times;
import org.domestik.storage.sql.Transaction;

/** Writes a group of batches in one transaction; what is too large for one, in several. */
public final class GroupWriter {
  private final Database database;
  private final Catalog catalog;
  private final Runs runs;
  private final InstantSource clock;
  private final ArchiveEnds ends;
  private final Boots boots;
  private final Preparation preparation;
  private final EarlyParts early;

  public GroupWriter(
      Database database,
      Catalog catalog,
      Runs runs,
      InstantSource clock,
      ArchiveEnds ends,
      Boots boots) {
    this.boots = boots;
    this.database = database;
    this.catalog = catalog;
    this.runs = runs;
    this.clock = clock;
    this.ends = ends;
    preparation = new Preparation(catalog);
    early = new EarlyParts(database, catalog, ends, boots);
  }

  /**
   * Finds out which rows of a batch are new for sure, behind those claimed before; answers whether
   * all are. Whoever claims them again is told that they are not.
   *
   * @param isTrusting whether rows that this server does not know of are new
   */
  public boolean claim(PreparedBatch batch, boolean isTrusting) {
    tellFronts(batch);
    int host = batch.host().id();
    boolean isNew = true;
    for (PreparedSample sample : batch.samples()) {
      long archived = isTrusting ? ends.known(sample.probe(), host) : Long.MAX_VALUE;
      isNew &= sample.claim(archived, catalog.isAlone());
    }
    return isNew;
  }

  /** Rows and buckets on the wrong side of a front take it away. */
  void tellFronts(PreparedBatch batch) {
    if (!catalog.isAlone()) {
      return; // There are none.
    }
    ArchiveFronts fronts = ends.fronts();
    int host = batch.host().id();
    for (PreparedSample sample : batch.samples()) {
      fronts.hear(sample.probe(), host, sample.micros());
    }
    for (Bucket bucket : batch.batch().buckets()) {
      fronts.hearBucket(catalog.presentProbe(bucket.probe()), host);
    }
  }

  /** Whether a batch has no delivery, or one that is known not to have come. */
  public boolean isDeliveryNew(PreparedBatch batch) {
    Delivery delivery = batch.delivery();
    return delivery == null || boots.isNew(batch.host().id(), delivery);
  }

  /** Notes the delivery of a batch that is durable, or about to be. */
  public void noteDelivery(PreparedBatch batch) {
    Delivery delivery = batch.delivery();
    if (delivery != null) {
      boots.take(batch.host().id(), delivery);
    }
  }

  /** Learns which deliveries there are, where nobody else writes. */
  public void learnDeliveries() {
    database.read(
        transaction -> {
          boots.fill(transaction);
          return true;
        });
  }

  /**
   * Stores the group at once; the answers stand in its order.
   *
   * @param isCounted whether the answers must say how many samples were stored
   */
  public List<Acceptance> write(List<PreparedBatch> group, boolean isCounted) {
    boolean isLimited = database.roomForRows() < Long.MAX_VALUE;
    boolean isParted = isLimited && writeEarly(group, isCounted);
    AtomicBoolean isFirst = new AtomicBoolean(true);
    List<Acceptance> answers =
        database.write(
            transaction -> {
              lockArchives(transaction, group);
              transaction.run(database.dialect().lockShared());
              if (catalog.isStale(transaction) || !areCurrent(group)) {
                throw new StaleCatalog();
              }
              boolean isTrusting = isFirst.getAndSet(false);
              if (!isParted && !(isLimited && isTrusting)) { // Early parts have claimed before.
                // Where it failed, another server turned out to be faster.
                claim(group, isTrusting);
              }
              return store(transaction, group, this::isDeliveryNew, isCounted);
            });
    group.forEach(this::rememberAll); // Only now are they durable.
    return answers;
  }

  /** Another thread may have loaded what other servers changed since they were prepared. */
  private boolean areCurrent(List<PreparedBatch> group) {
    return catalog.isAlone() || group.stream().allMatch(preparation::isCurrent);
  }

  private void claim(List<PreparedBatch> group, boolean isTrusting) {
    group.forEach(batch -> claim(batch, isTrusting));
  }

  /** Writes what does not fit into the last transaction; answers whether there was any. */
  private boolean writeEarly(List<PreparedBatch> group, boolean isCounted) {
    claim(group, true);
    long now = Times.micros(clock.instant());
    // At once: who comes again after a failure must not take what is there for new.
    return early.write(group, this::isDeliveryNew, isCounted, now, GroupWriter::remember);
  }

  /** Notes a batch that the journal has. */
  public void hear(PreparedBatch batch) {
    runs.hear(batch.batch());
    tellFronts(batch);
  }

  private void remember(PreparedBatch batch) {
    runs.remember(batch.batch());
    noteDelivery(batch);
  }

  private void rememberAll(PreparedBatch batch) {
    remember(batch);
    tellFronts(batch);
    for (PreparedSample sample : batch.samples()) {
      if (!sample.isWritten()) {
        remember(sample);
      }
    }
  }

  private static void remember(PreparedSample sample) {
    if (sample.isNew() && sample.hasBrought()) {
      sample.remember();
    } else if (sample.hasBrought()) {
      sample.forget();
    }
  }

  /** Writes all but repeats, and answers what became of each batch. */
  private List<Acceptance> store(
      Transaction transaction,
      List<PreparedBatch> group,
      Predicate<PreparedBatch> isNew,
      boolean isCounted) {
    Deliveries deliveries = new Deliveries(transaction, boots);
    deliveries.look(group, isNew, catalog::presentProbe);
    List<PreparedBatch> stored =
        group.stream().filter(batch -> !deliveries.repeats().contains(batch)).toList();
    Ledger ledger = new Ledger();
    long now = Times.micros(clock.instant());
    Map<String, LiveRows> tables = new LinkedHashMap<>();
    for (PreparedBatch batch : stored) {
      tellFronts(batch);
      for (PreparedSample sample : batch.samples()) {
        if (sample.isWritten()) {
          continue;
        }
        KnownProbe probe = sample.probe();
        tables.computeIfAbsent(probe.name(), it -> new LiveRows(probe)).add(sample);
      }
      for (ByHand sample : deliveries.isAgain(batch) ? List.<ByHand>of() : batch.byHand()) {
        write(transaction, batch.host(), sample, ledger, now);
      }
    }
    BucketParts.write(
        transaction, BucketParts.all(stored, catalog::presentProbe), ends, ledger, now);
    boolean isToCount = isCounted || deliveries.areUnsure();
    for (LiveRows table : tables.values()) {
      table.write(transaction, ends, isToCount, ledger, now);
    }
    runs.write(transaction, group);
    ledger.write(transaction);
    List<Acceptance> answers =
        group.stream().map(batch -> deliveries.answer(batch, batch.stored())).toList();
    deliveries.record(group);
    early.end(transaction, group);
    if (ledger.isEmpty()) {
      transaction.run(database.dialect().promise()); // A repeat promises what the first one did.
    }
    return answers;
  }

  private static void write(
      Transaction transaction, KnownHost host, ByHand it, Ledger ledger, long now) {
    Sample sample = it.sample();
    it.writer().newSample(transaction, host.name(), sample.rows(), sample.time());
    ledger.acceptedElsewhere(
        host.id(), it.probe().id(), sample.rows().size(), Times.micros(sample.time()), now);
  }

  /** Keeps the jobs of other servers away from the archives that buckets are merged into. */
  private void lockArchives(Transaction transaction, List<PreparedBatch> group) {
    group.stream()
        .flatMap(batch -> batch.batch().buckets().stream())
        .map(bucket -> catalog.presentProbe(bucket.probe()).tables().buckets())
        .sorted() // In one order everywhere, or two servers may wait for each other.
        .distinct()
        .forEach(table -> transaction.run(database.dialect().lockTable(table)));
  }

  /**
   * What came of a record.
   *
   * @param entries how many rows it added to the tables that only grow
   * @param isChange whether some of its rows may not have been there before
   * @param answers its batches', where they were waited for; those of hosts that are gone are
   *     missing
   */
  record Stored(long entries, boolean isChange, List<Acceptance> answers) {}

  /**
   * Moves records from a turn of the journal into the tables. May run beside {@link #write}, in
   * another thread.
   *
   * @param decoder is asked for one when nobody else writes
   * @param troubled the probes whose rows are to be kept {@link Aside}, and why
   * @return what came of each
   */
  List<Stored> apply(
      List<UnappliedRecord> records,
      long turn,
      Supplier<RecordDecoder> decoder,
      Map<String, String> troubled) {
    List<List<PreparedBatch>> read = new ArrayList<>();
    Set<PreparedBatch> sure = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<PreparedBatch> divided = Collections.newSetFromMap(new IdentityHashMap<>());
    boolean isCounted = records.stream().anyMatch(record -> record.answers() != null);
    Iterator<Acceptance> answers =
        database
            .inTurn( // Nobody changes probes meanwhile.
                () -> {
                  RecordDecoder format = decoder.get();
                  for (UnappliedRecord record : records) {
                    read.add(format.read(record.entry().bytes(), record.isNew()));
                    sure.addAll(record.isNew() ? read.getLast() : List.of());
                  }
                  List<PreparedBatch> group = read.stream().flatMap(List::stream).toList();
                  List<PreparedBatch> aside = new ArrayList<>();
                  for (PreparedBatch batch : group) {
                    aside.add(batch.without(troubled.keySet()));
                    if (!aside.getLast().samples().isEmpty()) {
                      divided.add(batch);
                    }
                  }
                  return apply(
                      group,
                      sure::contains,
                      isCounted,
                      transaction -> {
                        Aside.put(transaction, aside, troubled, clock.instant());
                        // A kill before the commit leaves all this to the next start, one after it
                        // nothing.
                        transaction.execute("UPDATE domestik.journal SET applied = " + turn);
                      });
                })
            .iterator();
    List<Stored> all = new ArrayList<>();
    for (List<PreparedBatch> batches : read) {
      batches.forEach(this::remember);
      all.add(
          new Stored(
              batches.stream().mapToLong(PreparedBatch::entries).sum(),
              batches.stream().anyMatch(it -> it.stored() > 0 || divided.contains(it)),
              batches.stream().map(_ -> answers.next()).toList()));
    }
    return all;
  }

  private List<Acceptance> apply(
      List<PreparedBatch> group,
      Predicate<PreparedBatch> isNew,
      boolean isCounted,
      Consumer<Transaction> last) {
    early.write(group, isNew, isCounted, Times.micros(clock.instant()), _ -> {});
    return database.write(
        transaction -> {
          List<Acceptance> stored = store(transaction, group, isNew, isCounted);
          last.accept(transaction);
          return stored;
        });
  }
}
