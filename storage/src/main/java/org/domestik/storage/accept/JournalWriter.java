// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.Acceptance;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.apply.Applier;
import org.domestik.storage.apply.GroupWriter;
import org.domestik.storage.apply.UnappliedRecord;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.Preparation;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.batch.RecordEncoder;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.KnownHost;
import org.domestik.storage.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * Requests go through the journal, if they need no other tables or numbers than there are. What is
 * known to be new is answered at once; so is the rest, unless its sender has to hear what was
 * stored of it and no number tells that it is no repeat. A delivery that is known to be durable
 * comes no further than its sender's thread, nor do rows that memory has.
 */
public final class JournalWriter implements WriteAhead {
  private final Catalog catalog;
  private final Preparation preparation;
  private final Validation validation;
  private final ArchiveEnds ends;
  private final GroupWriter writer;
  private final Applier applier;
  private final Repeats repeats = new Repeats();

  public JournalWriter(
      Catalog catalog,
      Preparation preparation,
      Validation validation,
      ArchiveEnds ends,
      GroupWriter writer,
      Applier applier) {
    this.catalog = catalog;
    this.preparation = preparation;
    this.validation = validation;
    this.ends = ends;
    this.writer = writer;
    this.applier = applier;
  }

  @Override
  public Journal.@Nullable Entry entry(List<PreparedBatch> batches) {
    return batches.stream().allMatch(PreparedBatch::isForJournal)
        ? new Journal.Entry(RecordEncoder.write(batches))
        : null;
  }

  @Override
  public boolean isRepeat(Batch batch) {
    KnownHost host = catalog.host(batch.host());
    return host != null && repeats.has(host, batch);
  }

  @Override
  public boolean areThere(List<PreparedBatch> batches) {
    return batches.stream().allMatch(batch -> isLive(batch) && batch.isKnown());
  }

  /** Whether all rows of a batch would be live data. */
  private boolean isLive(PreparedBatch batch) {
    int host = batch.host().id();
    return batch.samples().stream().allMatch(it -> it.micros() >= ends.known(it.probe(), host));
  }

  @Override
  public void note(List<PreparedBatch> batches) {
    for (PreparedBatch batch : batches) {
      Long digest = batch.digest();
      if (digest != null) {
        repeats.note(batch.host(), batch.batch(), digest);
      }
    }
  }

  @Override
  public List<WriteRequest> take(List<WriteRequest> group) {
    List<WriteRequest> others = new ArrayList<>();
    List<WriteRequest> taken = new ArrayList<>();
    List<UnappliedRecord> records = new ArrayList<>();
    for (WriteRequest request : group) {
      Journal.Entry entry = request.entry();
      if (entry != null && request.prepared().stream().allMatch(preparation::isCurrent)) {
        boolean isDelivered = deliver(request);
        boolean isNew = claim(request) && isDelivered;
        boolean isAwaited = !isNew && request.isCounted() && !isTold(request, isDelivered);
        taken.add(request);
        records.add(
            new UnappliedRecord(
                entry,
                isNew,
                isNew ? List.of() : samples(request).flatMap(it -> it.entries().stream()).toList(),
                isAwaited ? request.answers() : null));
      } else {
        others.add(request);
      }
    }
    if (!records.isEmpty()) {
      append(taken, records);
    }
    return others;
  }

  /** Whether none of its deliveries came before; they are looked up when they come again. */
  private boolean deliver(WriteRequest request) {
    boolean isNew = true;
    for (PreparedBatch batch : request.prepared()) {
      isNew &= writer.isDeliveryNew(batch);
      writer.noteDelivery(batch);
    }
    return isNew;
  }

  /** Whether all of its rows are new; they are looked up when they come again. */
  private boolean claim(WriteRequest request) {
    boolean isNew = true;
    for (PreparedBatch batch : request.prepared()) {
      isNew &= writer.claim(batch, true);
      validation.settle(batch.batch());
    }
    return isNew;
  }

  /** Whether its numbers say that it is no repeat: then all that came counts as stored. */
  private static boolean isTold(WriteRequest request, boolean isDelivered) {
    return isDelivered && request.prepared().stream().allMatch(JournalWriter::isOfOneSender);
  }

  private static boolean isOfOneSender(PreparedBatch batch) {
    Delivery delivery = batch.delivery();
    return delivery != null && !delivery.isOfContents();
  }

  private void append(List<WriteRequest> requests, List<UnappliedRecord> records) {
    long rows =
        requests.stream()
            .flatMap(request -> request.prepared().stream())
            .mapToLong(PreparedBatch::rows)
            .sum();
    // Before: whoever waits for his answer may have it as soon as the journal has the record.
    each(requests, records, false, PreparedSample::doubt);
    try {
      applier.accept(records, rows);
    } catch (StorageUnavailable e) {
      records.forEach(record -> record.doubted().forEach(entry -> entry.settle(false)));
      requests.forEach(request -> request.answers().completeExceptionally(e));
      return;
    }
    each(requests, records, true, PreparedSample::remember);
    requests.forEach(request -> request.prepared().forEach(writer::hear));
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).answers() == null) {
        requests.get(i).answers().complete(answers(requests.get(i)));
      }
    }
  }

  /** Does something with the samples of records that are new, or of the others. */
  private static void each(
      List<WriteRequest> requests,
      List<UnappliedRecord> records,
      boolean isNew,
      Consumer<PreparedSample> work) {
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).isNew() == isNew) {
        samples(requests.get(i)).forEach(work);
      }
    }
  }

  private static Stream<PreparedSample> samples(WriteRequest request) {
    return request.prepared().stream().flatMap(batch -> batch.samples().stream());
  }

  private static List<Acceptance> answers(WriteRequest request) {
    return request.prepared().stream()
        .map(batch -> new Acceptance(batch.samples().size(), false))
        .toList();
  }

  @Override
  public void check() {
    applier.checkFiles();
  }

  @Override
  public void settle() {
    applier.settle();
  }
}
