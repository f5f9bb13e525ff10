// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Acceptance;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.accept.Proposals.Proposal;
import org.domestik.storage.apply.Folding;
import org.domestik.storage.apply.GroupWriter;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.Preparation;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.StaleCatalog;
import org.domestik.storage.hosts.Disagreements;
import org.domestik.storage.sql.SqlFault;

/**
 * Writes requests into the tables and answers them, once the tables are what they need. Belongs to
 * the writing thread.
 */
public final class TableWriter {
  private static final int ATTEMPTS = 10;

  /** Probes of so many values are described in one transaction: some tenths of a second. */
  private static final int VALUES_AT_ONCE = 200;

  private final Catalog catalog;
  private final Validation validation;
  private final Preparation preparation;
  private final Disagreements disagreements;
  private final GroupWriter writer;
  private final ArchiveEnds ends;
  private final Folding folding;

  public TableWriter(
      Catalog catalog,
      Validation validation,
      Preparation preparation,
      Disagreements disagreements,
      GroupWriter writer,
      ArchiveEnds ends,
      Folding folding) {
    this.catalog = catalog;
    this.validation = validation;
    this.preparation = preparation;
    this.disagreements = disagreements;
    this.writer = writer;
    this.ends = ends;
    this.folding = folding;
  }

  /** Whether the tables are what it needs, as its sender's thread found. */
  boolean isReady(WriteRequest request) {
    return !request.prepared().isEmpty()
        && request.prepared().stream().allMatch(preparation::isCurrent);
  }

  /**
   * Brings tables and numbers to what requests need; answers those that never will fit.
   *
   * @param between is run now and then meanwhile, when others may be written
   * @return those that fit, prepared where nothing came between
   */
  List<WriteRequest> fitting(List<WriteRequest> group, Runnable between) {
    List<WriteRequest> fitting = new ArrayList<>();
    for (WriteRequest request : group) {
      if (fit(request, between)) {
        fitting.add(request);
      }
    }
    try {
      preparation.number(
          fitting.stream()
              .filter(request -> !isReady(request))
              .flatMap(request -> request.batches().stream())
              .toList(),
          between);
    } catch (StaleCatalog | BadInput e) {
      return fitting; // Whose fault it is turns out when they are written.
    }
    return fitting.stream().map(this::prepared).toList();
  }

  private WriteRequest prepared(WriteRequest request) {
    if (isReady(request)) {
      return request;
    }
    List<PreparedBatch> prepared =
        request.batches().stream().map(preparation::prepare).filter(Objects::nonNull).toList();
    return prepared.size() < request.batches().size() ? request : request.ready(prepared, null);
  }

  /** Answers each request that fits, be it with what is wrong. */
  void write(List<WriteRequest> fitting) {
    if (fitting.isEmpty()) {
      return;
    }
    try {
      writeAll(fitting);
    } catch (RuntimeException e) {
      if (fitting.size() == 1 || isOutage(e)) {
        fitting.forEach(request -> request.answers().completeExceptionally(e));
      } else {
        // One of them may be what is wrong: each for itself, so that the others are not harmed.
        fitting.forEach(request -> write(List.of(request)));
      }
    }
  }

  private static boolean isOutage(RuntimeException e) {
    return e.getCause() instanceof SqlFault fault && fault.isOutage();
  }

  /** Widens the tables until the batches fit; answers them where they never will. */
  private boolean fit(WriteRequest request, Runnable between) {
    try {
      for (Batch batch : request.batches()) {
        if (!isReady(request)) {
          describe(batch.host(), validation.check(batch, request.batches().size()), between);
        }
        validation.settle(batch);
      }
      return true;
    } catch (RuntimeException e) {
      request.answers().completeExceptionally(e);
      return false;
    }
  }

  /** Some at once, as each transaction has a price, and others wait as long as it lasts. */
  private void describe(String host, List<Proposal> proposals, Runnable between) {
    List<ProbeDescription> part = new ArrayList<>();
    int values = 0;
    for (Proposal proposal : proposals) {
      int more = proposal.tables().values().size() + proposal.tables().derived().size();
      if (!part.isEmpty() && values + more > VALUES_AT_ONCE) {
        describe(host, part);
        between.run();
        part.clear();
        values = 0;
      }
      part.add(proposal.description());
      values += more;
    }
    if (!part.isEmpty()) {
      describe(host, part);
    }
  }

  private void describe(String host, List<ProbeDescription> said) {
    for (String probe : catalog.describing().describe(host, said)) {
      ends.begin(catalog.presentProbe(probe)); // Its rows need no look at what is there.
    }
    said.forEach(each -> disagreements.tell(host, each.probe()));
  }

  private void writeAll(List<WriteRequest> requests) {
    for (int attempt = 1; ; attempt++) {
      try {
        List<PreparedBatch> batches = prepared(requests);
        boolean isCounted = requests.stream().anyMatch(WriteRequest::isCounted);
        Iterator<Acceptance> answers = writer.write(batches, isCounted).iterator();
        for (WriteRequest request : requests) {
          request.answers().complete(request.batches().stream().map(_ -> answers.next()).toList());
        }
        folding.added(
            batches.stream().mapToLong(PreparedBatch::entries).sum()); // The answers are given.
        return;
      } catch (StaleCatalog e) {
        if (attempt == ATTEMPTS) {
          throw new StorageUnavailable("other servers change the probes again and again", e);
        }
        catalog.load();
      }
    }
  }

  /** All batches, prepared for what the tables are now. */
  private List<PreparedBatch> prepared(List<WriteRequest> requests) {
    List<List<PreparedBatch>> ready = new ArrayList<>();
    List<Batch> others = new ArrayList<>();
    for (WriteRequest request : requests) {
      if (isReady(request) && request.prepared().stream().allMatch(PreparedBatch::isNumbered)) {
        ready.add(request.prepared());
      } else {
        ready.add(List.of());
        others.addAll(request.batches());
      }
    }
    Iterator<PreparedBatch> more = preparation.prepareAll(others).iterator();
    List<PreparedBatch> all = new ArrayList<>();
    for (int i = 0; i < ready.size(); i++) {
      all.addAll(ready.get(i));
      if (ready.get(i).isEmpty()) {
        requests.get(i).batches().forEach(_ -> all.add(more.next()));
      }
    }
    return all;
  }
}
