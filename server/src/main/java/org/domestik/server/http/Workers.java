// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;

/**
 * A few platform threads for what reads the store, with a short queue before them.
 *
 * <p>The threads that answer requests are virtual, of which native code holds the carrier: two
 * questions to the database on two processors would stop all of them, samples and health too. Safe
 * for use by many threads.
 */
public final class Workers {
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;
  private final String what;
  private final @Nullable Duration limit;

  /**
   * Begins with no thread at all.
   *
   * @param what is done here, in a word for those who are refused
   * @param waiting how many may wait for a thread
   * @param limit within which each has read what it wants of the store; null: none
   */
  public Workers(String what, int atOnce, int waiting, @Nullable Duration limit) {
    this.what = what;
    this.limit = limit;
    threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().name(what + "-", 1).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /** The endpoint, run here but for the sending of its answer: who reads slowly holds no thread. */
  public Endpoint of(Endpoint endpoint) {
    return exchange -> {
      exchange.hold();
      try {
        run(
            () -> {
              endpoint.answer(exchange);
              return true;
            });
      } catch (RuntimeException | IOException e) {
        exchange.discard();
        throw e;
      }
      exchange.release();
    };
  }

  /** Runs work to its end; refused with 503 where too much waits already. */
  public <T> T run(Callable<T> work) throws IOException {
    Future<T> result;
    try {
      result = threads.submit(limit == null ? work : () -> SqlStorage.within(limit, work));
    } catch (RejectedExecutionException e) {
      throw new Refused(503, "too many " + what + " wait for an answer already; try again later");
    }
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(503, "the server is stopping");
    }
  }

  private static RuntimeException thrown(@Nullable Throwable fault) throws IOException {
    return switch (fault) {
      case RuntimeException known -> known;
      case IOException io -> throw io;
      case Error error -> throw error;
      case null -> new IllegalStateException("the work failed without a reason");
      default -> new IllegalStateException(fault);
    };
  }
}
