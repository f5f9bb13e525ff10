// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import org.jspecify.annotations.Nullable;

/**
 * Whether rows of hosts are spread over the workers of Citus, and how finely.
 *
 * @param wanted true: a store that cannot be spread is refused; false: it is not spread; null: a
 *     new store is, where there are workers
 * @param shards the number of parts of each table of a new store, positive; null: as Citus is set
 */
public record Distribution(@Nullable Boolean wanted, @Nullable Integer shards) {
  /** Where there are workers, in as many parts as Citus is set to make. */
  public static final Distribution FOUND = new Distribution(null, null);
}
