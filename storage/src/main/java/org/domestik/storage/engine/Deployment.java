// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.storage.LifeCycle.Failure;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.StoreCopy;
import org.domestik.storage.accept.WriteAhead;
import org.domestik.storage.query.RecentSeries;
import org.domestik.storage.sql.Database;
import org.jspecify.annotations.Nullable;

/** What differs between a store that one process has for itself and one that servers share. */
interface Deployment {
  /** Of several servers, none can know what is new without a look into their database. */
  Deployment SHARED = new Deployment() {};

  /** What makes requests durable before the tables have them. */
  default WriteAhead ahead() {
    return WriteAhead.NONE;
  }

  /** Throws {@link org.domestik.storage.StorageUnavailable} where nothing could be made durable. */
  default void check() {}

  /** What tables do not take and is kept beside them. */
  default List<Failure> failures() {
    return List.of();
  }

  /** A series where memory has it; null where it has not. */
  default @Nullable Series recent(SeriesQuery query) {
    return null;
  }

  /** A series of which the tables need not be up to date; null where they must be. */
  default @Nullable Series joined(SeriesQuery query) {
    return null;
  }

  /** What memory has of all series; null where it has nothing. */
  default @Nullable RecentSeries newest() {
    return null;
  }

  /** Makes a copy of the store; see {@link org.domestik.storage.Storage#copy}. */
  default StoreCopy copy(boolean secrets, StoreCopy.Progress progress) {
    throw new BadInput(
        "the samples are in PostgreSQL: back them up with pg_dump, as docs/backup.md says");
  }

  /** Closes the store's files, once nothing is taken in any more. */
  default void close(Database database) {
    database.close();
  }
}
