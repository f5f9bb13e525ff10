// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stores now and then what was used, and forgets what is over. */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Upkeep.class.getName());
  private static final long LOOK_SECONDS = 10;
  private static final long FORGET_SECONDS = 3_600;

  private final Directory directory;
  private final Duration audit;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("access").daemon().factory());

  private Upkeep(Directory directory, Duration audit) {
    this.directory = directory;
    this.audit = audit;
  }

  /** Begins; {@code audit}: for how long lines of the audit are kept. */
  public static Upkeep start(Directory directory, Duration audit) {
    Upkeep upkeep = new Upkeep(directory, audit);
    upkeep.every(LOOK_SECONDS, directory::look);
    upkeep.every(FORGET_SECONDS, upkeep::forget);
    return upkeep;
  }

  private void forget() {
    directory.access().forget(directory.now());
    directory.access().forgetAudit(directory.now().minus(audit));
  }

  private void every(long seconds, Runnable work) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                // The store is down, mostly; a task that throws would never run again.
                LOG.log(Level.FINE, "looking after users and tokens failed", e);
              }
            },
            seconds,
            seconds,
            TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
