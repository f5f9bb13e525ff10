// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * A time within which a piece of work has read what it wants of the store.
 *
 * <p>It is enforced within the database's engine, whether or not somebody still waits for the
 * answer. It is for questions: archiving and purging read too, and end when they are done. Safe for
 * use by many threads.
 */
public final class ReadLimit {
  private static final ScopedValue<ReadLimit> CURRENT = ScopedValue.newInstance();

  private final Duration limit;
  private final long began = System.nanoTime();

  private ReadLimit(Duration limit) {
    this.limit = limit;
  }

  /**
   * Does work on the calling thread; what this thread reads of any store meanwhile is limited.
   *
   * @param limit from now on; positive
   * @throws BadInput where it took longer
   * @throws Exception the work's own
   */
  public static <T> T within(Duration limit, Callable<T> work) throws Exception {
    return ScopedValue.where(CURRENT, new ReadLimit(limit)).call(work::call);
  }

  /** The limit of the calling thread; null: it has none. */
  static @Nullable ReadLimit current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /** What is left, in seconds; at least 1, for 0 would be no limit. */
  int secondsLeft() {
    return (int) TimeUnit.NANOSECONDS.toSeconds(Math.max(0, left())) + 1;
  }

  /** Throws where it is over. */
  void check() {
    if (left() <= 0) {
      throw new BadInput(
          "this took longer than "
              + limit.toSeconds()
              + " s; ask for less: a host, a probe, a span of time");
    }
  }

  private long left() {
    return limit.toNanos() - (System.nanoTime() - began);
  }
}
