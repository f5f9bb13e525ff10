// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.StorageUnavailable;

/**
 * Archives and purges on schedule, in a thread of its own; a failed run is tried again next time.
 */
public final class Jobs implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Jobs.class.getName());

  private final Operations operations;
  private final ServerMetrics metrics;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("life-cycle").daemon().factory());

  private Jobs(Operations operations, ServerMetrics metrics) {
    this.operations = operations;
    this.metrics = metrics;
  }

  /** Begins after {@code first}, then pauses {@code every} between two runs. */
  public static Jobs start(
      Operations operations, ServerMetrics metrics, Duration first, Duration every) {
    Jobs jobs = new Jobs(operations, metrics);
    var _ =
        jobs.thread.scheduleWithFixedDelay(
            jobs::run, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    return jobs;
  }

  private void run() {
    // Archive first: a purge must never find what is not archived yet.
    for (Operation job : List.of(Operation.ARCHIVE, Operation.PURGE)) {
      try {
        operations.run(job, Target.ALL, Jobs::log);
        metrics.jobs.add(1, job.word(), "done");
      } catch (StorageUnavailable e) {
        metrics.jobs.add(1, job.word(), "failed");
        LOG.log(
            Level.WARNING,
            "{0}: the store is unavailable: {1}",
            new Object[] {job.word(), e.getMessage()});
      } catch (RuntimeException e) {
        // Whatever it was: a scheduled task that throws would never run again.
        metrics.jobs.add(1, job.word(), "failed");
        LOG.log(Level.SEVERE, job.word() + " failed", e);
      }
    }
  }

  private static void log(Step step) {
    if (step.rows() > 0) {
      LOG.log(
          Level.FINE,
          "{0} {1}: {2} rows before {3}",
          new Object[] {step.host(), step.probe(), step.rows(), step.before()});
    }
  }

  /** Waits up to 3 s for a run under way, which ends with the host and probe it is at. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(3, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.shutdownNow();
    }
  }
}
