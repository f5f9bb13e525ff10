// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.accept.WriteAhead;
import org.domestik.storage.sql.Database;
import org.jspecify.annotations.Nullable;

/** What differs between a store that one process has for itself and one that servers share. */
interface Deployment {
  /** Of several servers, none can know what is new without a look into their database. */
  Deployment SHARED =
      new Deployment() {
        @Override
        public WriteAhead ahead() {
          return WriteAhead.NONE;
        }

        @Override
        public void check() {}

        @Override
        public @Nullable Series recent(SeriesQuery query) {
          return null;
        }

        @Override
        public void close(Database database) {
          database.close();
        }
      };

  /** What makes requests durable before the tables have them. */
  WriteAhead ahead();

  /** Throws {@link org.domestik.storage.StorageUnavailable} where nothing could be made durable. */
  void check();

  /** A series where memory has it; null where it has not. */
  @Nullable Series recent(SeriesQuery query);

  /** Closes the store's files, once nothing is taken in any more. */
  void close(Database database);
}
