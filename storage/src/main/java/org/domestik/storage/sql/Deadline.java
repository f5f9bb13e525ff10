// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Has a statement cancelled within its database when its time is over, whoever still waits. */
public final class Deadline implements AutoCloseable {
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("deadlines").daemon().factory());

  private final Statement statement;
  private final ScheduledFuture<?> end;
  private volatile boolean passed;

  public Deadline(Statement statement, int seconds) {
    this.statement = statement;
    end = CLOCK.schedule(this::pass, seconds, TimeUnit.SECONDS);
  }

  /** Ends the statement at once, as if its time were over. */
  public void pass() {
    passed = true;
    try {
      statement.cancel();
    } catch (SQLException e) {
      Log.LOGGER.fine(() -> "cancelling a statement: " + e.getMessage());
    }
  }

  public boolean hasPassed() {
    return passed;
  }

  @Override
  public void close() {
    end.cancel(false);
  }
}
