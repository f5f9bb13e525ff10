// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.domestik.model.delivery.Bucket;
import org.domestik.storage.archive.ArchiveEnds;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.books.Ledger;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.merge.BucketParts;
import org.domestik.storage.merge.BucketParts.Share;
import org.domestik.storage.merge.LiveParts;
import org.domestik.storage.merge.LiveRows;
import org.domestik.storage.merge.Progress;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Transaction;

/**
 * Writes rows of a group that is too large for one transaction, in as many as it takes, so that the
 * rest fits into the last one.
 *
 * <p>Each part is booked with its rows, and noted. Only the last one says that the group is there:
 * whoever is killed or fails before it comes again with all of it.
 */
final class EarlyParts {
  private final Database database;
  private final Catalog catalog;
  private final ArchiveEnds ends;
  private final Boots boots;

  /** Whether some delivery may be there in part; a killed process may have left one. */
  private volatile boolean mayBeParts;

  EarlyParts(Database database, Catalog catalog, ArchiveEnds ends, Boots boots) {
    this.database = database;
    this.catalog = catalog;
    this.ends = ends;
    this.boots = boots;
    mayBeParts = database.roomForRows() < Long.MAX_VALUE;
  }

  /** Which batches of a group add nothing, and whether the rows have to tell more. */
  private record Looked(Set<PreparedBatch> repeats, boolean isUnsure) {}

  /**
   * Writes all but the last part; answers whether what the samples say of themselves must stand.
   *
   * @param group with what is new in it found out
   * @param isNew whether a batch's delivery is known to be new
   * @param now in microseconds
   * @param written hears of each sample that is in the tables now
   */
  boolean write(
      List<PreparedBatch> group,
      Predicate<PreparedBatch> isNew,
      boolean isCounted,
      long now,
      Consumer<PreparedSample> written) {
    long room = database.roomForRows();
    if (room == Long.MAX_VALUE) {
      return false;
    }
    if (mayBeParts) {
      mayBeParts =
          database.write(transaction -> Progress.look(transaction, group, catalog::presentProbe));
    }
    if (LiveParts.of(samples(group, Set.of()), room).size() < 2
        && BucketParts.of(group, Set.of(), catalog::presentProbe, room).isEmpty()) {
      return mayBeParts;
    }
    Looked looked =
        database.write(
            transaction -> {
              Deliveries deliveries = new Deliveries(transaction, boots);
              deliveries.look(group, isNew, catalog::presentProbe);
              return new Looked(deliveries.repeats(), deliveries.areUnsure());
            });
    List<List<LiveRows>> parts = LiveParts.of(samples(group, looked.repeats()), room);
    for (List<LiveRows> part : parts.subList(0, Math.max(0, parts.size() - 1))) {
      mayBeParts = true;
      List<PreparedSample> its = part.stream().flatMap(LiveRows::samples).toList();
      write(group, part, its, isCounted || looked.isUnsure(), now);
      its.forEach(PreparedSample::setWritten);
      its.forEach(written);
    }
    for (List<Share> part : BucketParts.of(group, looked.repeats(), catalog::presentProbe, room)) {
      mayBeParts = true;
      write(part, now);
      part.forEach(EarlyParts::leaveOut);
    }
    return true;
  }

  /** Forgets what is noted of a group, all of which is in the tables when this is. */
  void end(Transaction transaction, List<PreparedBatch> group) {
    if (mayBeParts) {
      Progress.forget(transaction, group);
    }
  }

  private static List<PreparedSample> samples(
      List<PreparedBatch> group, Set<PreparedBatch> repeats) {
    return group.stream()
        .filter(batch -> !repeats.contains(batch))
        .flatMap(batch -> batch.samples().stream())
        .filter(sample -> !sample.isWritten())
        .toList();
  }

  private void write(
      List<PreparedBatch> group,
      List<LiveRows> part,
      List<PreparedSample> its,
      boolean isCounted,
      long now) {
    database.change(
        transaction -> {
          Ledger ledger = new Ledger();
          for (LiveRows table : part) {
            table.write(transaction, ends, isCounted, ledger, now);
          }
          ledger.write(transaction);
          // A kill before the commit leaves the part to whoever comes with it again, one after it
          // leaves it out then.
          Progress.note(transaction, group, its);
        });
  }

  private void write(List<Share> part, long now) {
    database.change(
        transaction -> {
          Ledger ledger = new Ledger();
          BucketParts.write(transaction, part, ends, ledger, now);
          ledger.write(transaction);
          Progress.note(transaction, part);
        });
  }

  /** Of equal buckets each counts. */
  private static void leaveOut(Share share) {
    Set<Bucket> written = Collections.newSetFromMap(new IdentityHashMap<>());
    written.addAll(share.buckets());
    share.batch().buckets().removeIf(written::contains);
  }
}
