// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.domestik.storage.accept.GroupCommit;
import org.domestik.storage.accept.Validation;
import org.domestik.storage.apply.Runs;
import org.domestik.storage.catalog.Catalog;

/**
 * Takes over what other servers of one database changed, a second later at most where somebody asks
 * for anything. Safe for use by many threads, of which one looks.
 */
final class CatchingUp {
  private static final Duration BEHIND = Duration.ofSeconds(1);

  private final Catalog catalog;
  private final GroupCommit writes;
  private final Runs runs;
  private final Validation validation;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile long looked = System.nanoTime();

  CatchingUp(Catalog catalog, GroupCommit writes, Runs runs, Validation validation) {
    this.catalog = catalog;
    this.writes = writes;
    this.runs = runs;
    this.validation = validation;
  }

  /** Looks, if nobody does and nobody did within a second. */
  void look() {
    if (catalog.isAlone() || System.nanoTime() - looked < BEHIND.toNanos() || !turn.tryLock()) {
      return;
    }
    try {
      looked = System.nanoTime(); // Where it fails, not each question is to try again.
      if (catalog.isBehind()) {
        // Not under those who write; where many wait to, they load by themselves.
        writes.aloneWithin(BEHIND, this::load);
      }
    } finally {
      turn.unlock();
    }
  }

  private void load() {
    catalog.load();
    runs.keep(host -> catalog.host(host) != null);
    validation.unsettle();
  }
}
