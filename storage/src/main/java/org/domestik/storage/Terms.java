// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** On what terms batches are stored: what they may add, and how long it is waited for. */
@FunctionalInterface
public interface Terms {
  /**
   * Hears of each batch that would add to what the store has, before anything is stored; what it
   * throws is thrown.
   */
  void grow(Growth growth);

  /** For how many nanoseconds the answers are waited for; by default as long as it takes. */
  default long patience() {
    return Long.MAX_VALUE;
  }

  /**
   * Hears that the wait is over, before {@link StorageUnavailable} is thrown: the batches keep
   * their place among those that wait, and become durable yet or fail.
   *
   * @param answers what becomes of them, told in the thread that writes, which does nothing else
   *     meanwhile
   */
  default void leave(CompletableFuture<List<Acceptance>> answers) {}
}
