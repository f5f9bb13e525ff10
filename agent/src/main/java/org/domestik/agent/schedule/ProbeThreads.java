// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.lua.LuaSandbox;

/**
 * The threads that scripts run on: as many as there are runs at the same time, so that no run waits
 * for another, however long that takes.
 */
public final class ProbeThreads {
  /** What a thread holds is worth more than what it costs to start another. */
  private static final long IDLE_SECONDS = 10;

  private static final long RETRY_SECONDS = 1;

  private final AtomicInteger numbers = new AtomicInteger();
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timer;

  /** Starts no thread before there is work. */
  public ProbeThreads() {
    // Whoever was idle last is the first to work again, so the others come to their end.
    workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // A script never runs twice at a time, so: the number of scripts.
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              String name = "probe runner " + numbers.incrementAndGet();
              return daemon(new Thread(null, task, name, LuaSandbox.STACK_BYTES));
            });
    timer = new ScheduledThreadPoolExecutor(1, task -> daemon(new Thread(task, "probe timer")));
    timer.setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Thread thread) {
    thread.setDaemon(true);
    return thread;
  }

  /** Does work as soon as it is time, counted as {@link System#nanoTime} does. */
  Future<?> at(long due, Runnable work) {
    return timer.schedule(() -> begin(work), due - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void begin(Runnable work) {
    try {
      workers.execute(work);
    } catch (OutOfMemoryError e) { // No thread can be started now; others of ours will end.
      Future<?> _ = timer.schedule(() -> begin(work), RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }
}
