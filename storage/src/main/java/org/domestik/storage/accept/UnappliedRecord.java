// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.domestik.storage.Acceptance;
import org.domestik.storage.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * A record of the journal that is not in the tables yet.
 *
 * @param isNew whether all its batches and rows are new for sure
 * @param answers who waits to hear what was stored of it; null: nobody
 */
record UnappliedRecord(
    Journal.Entry entry, boolean isNew, @Nullable CompletableFuture<List<Acceptance>> answers) {}
