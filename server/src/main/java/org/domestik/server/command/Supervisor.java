// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import org.domestik.model.command.Supervision;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd, where that started the server, that it is ready, that it still answers, that it
 * reads its files again, and that it stops. Safe for use by many threads.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Supervisor.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final @Nullable Supervision supervision;
  private final String status;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("supervisor").daemon().factory());
  private boolean isMute;

  private Supervisor(@Nullable Supervision supervision, String status) {
    this.supervision = supervision;
    this.status = status;
  }

  /**
   * Of this process; where nobody listens, nothing is told.
   *
   * @param status one line for people
   */
  static Supervisor of(Map<String, String> environment, String status) {
    return new Supervisor(Supervision.of(environment, ProcessHandle.current().pid()), status);
  }

  /** Says that the server is ready, and from then on that it works as long as it does. */
  void ready(BooleanSupplier isWorking) {
    if (supervision == null) {
      return;
    }
    say(supervision.ready(status));
    Duration every = supervision.every();
    if (every != null) {
      var _ =
          looks.scheduleAtFixedRate(
              () -> look(supervision, isWorking), 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Reads files again, within the words for it. */
  void reload(Runnable work) {
    if (supervision == null) {
      work.run();
      return;
    }
    say(supervision.reloading(System.nanoTime()));
    try {
      work.run();
    } finally {
      say(supervision.ready(status));
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
    if (supervision != null) {
      say(supervision.stopping());
    }
  }

  private void look(Supervision supervision, BooleanSupplier isWorking) {
    try {
      if (isWorking.getAsBoolean()) {
        say(supervision.alive());
      } else {
        LOG.severe("the server does not answer itself; systemd starts it again if that lasts");
      }
    } catch (RuntimeException e) { // A task that throws would never run again.
      LOG.severe("the server does not answer itself: " + e.getMessage());
    }
  }

  private synchronized void say(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        mute(command.getFirst() + " took longer than " + PATIENCE.toSeconds() + " s");
      } else if (process.exitValue() != 0) {
        mute(command.getFirst() + " ended with code " + process.exitValue());
      }
    } catch (IOException e) {
      mute(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void mute(String why) {
    if (!isMute) {
      isMute = true;
      LOG.warning("systemd cannot be told how the server is: " + why);
    }
  }
}
