// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.domestik.model.Batch;
import org.domestik.storage.Acceptance;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.accept.Proposals.Proposal;
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

  /** Answers each request, be it with what is wrong. */
  void write(List<WriteRequest> group) {
    List<WriteRequest> good = group.stream().filter(this::fit).toList();
    if (good.isEmpty()) {
      return;
    }
    try {
      writeAll(good);
    } catch (RuntimeException e) {
      if (good.size() == 1 || isOutage(e)) {
        good.forEach(request -> request.answers().completeExceptionally(e));
      } else {
        // One of them may be what is wrong: each for itself, so that the others are not harmed.
        good.forEach(request -> write(List.of(request)));
      }
    }
  }

  private static boolean isOutage(RuntimeException e) {
    return e.getCause() instanceof SqlFault fault && fault.isOutage();
  }

  /** Widens the tables until the batches fit; answers them where they never will. */
  private boolean fit(WriteRequest request) {
    try {
      for (Batch batch : request.batches()) {
        if (!isCurrent(request)) {
          for (Proposal proposal : validation.check(batch, request.batches().size())) {
            String probe = proposal.description().probe();
            if (catalog.describing().describe(batch.host(), proposal.description())) {
              ends.begin(catalog.presentProbe(probe)); // Its rows need no look at what is there.
            }
            disagreements.tell(batch.host(), probe);
          }
        }
        validation.settle(batch);
      }
      return true;
    } catch (RuntimeException e) {
      request.answers().completeExceptionally(e);
      return false;
    }
  }

  private boolean isCurrent(WriteRequest request) {
    return !request.prepared().isEmpty()
        && request.prepared().stream().allMatch(preparation::isCurrent);
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
      if (isCurrent(request) && request.prepared().stream().allMatch(PreparedBatch::isNumbered)) {
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
