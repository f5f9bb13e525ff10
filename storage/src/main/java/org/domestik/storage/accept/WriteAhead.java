// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.List;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.journal.Journal;
import org.jspecify.annotations.Nullable;

/** What makes requests durable before the tables have them; chosen when the store is opened. */
public interface WriteAhead {
  /** Of several servers none can know what is new: the tables take everything at once. */
  WriteAhead NONE = new WriteAhead() {};

  /** Batches that came together as one record; null if they must go into the tables at once. */
  default Journal.@Nullable Entry entry(List<PreparedBatch> batches) {
    return null;
  }

  /** Whether a batch is durable already for sure, and needs nothing but its answer. */
  default boolean isRepeat(Batch batch) {
    return false;
  }

  /** Whether batches without a delivery are durable already for sure, row by row. */
  default boolean areThere(List<PreparedBatch> batches) {
    return false;
  }

  /** Notes batches that are durable. */
  default void note(List<PreparedBatch> batches) {}

  /** Makes durable and answers those of a group that can be; gives back the others. */
  default List<WriteRequest> take(List<WriteRequest> group) {
    return group;
  }

  /** Throws {@link StorageUnavailable} where what is written now would be lost. */
  default void check() {}

  /** Returns when the tables have all that was taken. */
  default void settle() {}
}
